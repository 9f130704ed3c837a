package io.soundlift.journey.conversion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.soundlift.journey.TestJourney;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedEncodings}.
 */
@Tag("database")
class SharedEncodingsTests {

	private static final String ID = "0f8fad5bd9cb469fa16570867728950e";

	private static final String PLAN = "0123456789abcdef";

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final SharedEncoding SHARED = new SharedEncoding(ID, PLAN, "own", "ffmpeg 7", 2);

	private final TestJourney journey = new TestJourney();

	private final SharedEncodings encodings = new SharedEncodings(mongo(), this.journey.clock());

	@BeforeEach
	void createIndexes() {
		this.encodings.createIndexes();
	}

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void listsConversionsWhoseConverterIsAlive() {
		assertThat(this.encodings.open()).isEmpty();
		this.encodings.share(SHARED, LEASE);
		assertThat(this.encodings.open()).containsExactly(SHARED);
		this.journey.clock().advance(LEASE.plusSeconds(1));
		assertThat(this.encodings.open()).isEmpty();
		this.encodings.share(SHARED, LEASE);
		assertThat(this.encodings.open()).containsExactly(SHARED);
		this.encodings.end(SHARED);
		assertThat(this.encodings.open()).isEmpty();
	}

	@Test
	void removesWhatADeadConverterHasLeft() {
		this.encodings.share(SHARED, LEASE);
		this.journey.clock().advance(LEASE.plusMinutes(3));
		SharedEncoding another = new SharedEncoding("another", PLAN, "own", "ffmpeg 7", 2);
		this.encodings.share(another, LEASE);
		this.encodings.removeAbandoned();
		assertThat(count()).isEqualTo(1);
		assertThat(this.encodings.open()).containsExactly(another);
	}

	@Test
	void keepsClaimsOfHelpersWhenAnotherAttemptSharesTheSamePlan() {
		this.encodings.share(SHARED, LEASE);
		assertThat(help("helper")).isTrue();
		assertThat(claim(3, "helper")).isTrue();
		this.journey.clock().advance(LEASE.minusSeconds(1));
		assertThat(help("helper")).isTrue();
		this.journey.clock().advance(Duration.ofSeconds(2));
		this.encodings.share(new SharedEncoding(ID, PLAN, "next", "ffmpeg 7", 2), LEASE);
		assertThat(claim(3, "next")).isFalse();
		this.encodings.end(SHARED);
		assertThat(count()).as("the dead converter ends nothing").isEqualTo(1);
	}

	@Test
	void forgetsClaimsOfAnotherPlan() {
		this.encodings.share(SHARED, LEASE);
		assertThat(help("helper")).isTrue();
		assertThat(claim(0, "helper")).isTrue();
		this.encodings.share(new SharedEncoding(ID, "fedcba9876543210", "own", "ffmpeg 7", 2), LEASE);
		assertThat(help("helper")).isFalse();
		assertThat(claim(0, "helper")).isFalse();
		assertThat(this.encodings.claim(ID, "fedcba9876543210", 0, "own")).isTrue();
	}

	@Test
	void goesOnOnlyAsLongAsItIsTheSameConverter() {
		assertThat(this.encodings.goOn(SHARED, LEASE)).isFalse();
		assertThat(count()).isZero();
		this.encodings.share(SHARED, LEASE);
		this.journey.clock().advance(LEASE.minusSeconds(1));
		assertThat(this.encodings.goOn(SHARED, LEASE)).isTrue();
		this.journey.clock().advance(LEASE.minusSeconds(1));
		assertThat(this.encodings.open()).containsExactly(SHARED);
		SharedEncoding next = new SharedEncoding(ID, PLAN, "next", "ffmpeg 7", 2);
		this.encodings.share(next, LEASE);
		assertThat(this.encodings.goOn(SHARED, LEASE)).isFalse();
		assertThat(this.encodings.open()).containsExactly(next);
	}

	@Test
	void letsAsManyHelpAsThereIsWorkFor() {
		this.encodings.share(SHARED, LEASE);
		assertThat(join("one")).isTrue();
		assertThat(join("two")).isTrue();
		assertThat(join("three")).isFalse();
		assertThat(join("two")).as("again").isTrue();
		this.encodings.leave(ID, "one");
		assertThat(join("three")).isTrue();
		this.journey.clock().advance(LEASE.plusSeconds(1));
		this.encodings.share(SHARED, LEASE);
		assertThat(join("four")).as("after the others have died").isTrue();
		this.encodings.end(SHARED);
		assertThat(join("four")).isFalse();
	}

	@Test
	void letsNobodyJoinOnceAllChunksAreClaimedUntilTheNextAttempt() {
		this.encodings.share(SHARED, LEASE);
		assertThat(join("one")).isTrue();
		this.encodings.needsNoMore(SHARED);
		SharedEncoding full = this.encodings.open().get(0);
		assertThat(this.encodings.join(full, "two", LEASE)).isFalse();
		assertThat(help("one")).as("its claims stay").isTrue();
		this.encodings.share(SHARED, LEASE);
		assertThat(this.encodings.open()).containsExactly(SHARED);
	}

	@Test
	void givesEachChunkToOneOfManyConverters() throws Exception {
		this.encodings.share(SHARED, LEASE);
		int converters = 4;
		int chunks = 40;
		ExecutorService threads = Executors.newFixedThreadPool(converters);
		try {
			List<Callable<List<Integer>>> fleet = IntStream.range(0, converters)
				.mapToObj((number) -> (Callable<List<Integer>>) () -> {
					String name = "converter-" + number;
					assertThat(help(name)).isTrue();
					return IntStream.range(0, chunks).filter((index) -> claim(index, name)).boxed().toList();
				})
				.toList();
			List<Integer> claimed = new ArrayList<>();
			for (Future<List<Integer>> one : threads.invokeAll(fleet)) {
				claimed.addAll(one.get());
			}
			assertThat(claimed).containsExactlyInAnyOrderElementsOf(IntStream.range(0, chunks).boxed().toList());
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void freesChunksOfConverterThatIsDeadOrLeaves() {
		this.encodings.share(SHARED, LEASE);
		assertThat(help("dies")).isTrue();
		assertThat(claim(0, "dies")).isTrue();
		assertThat(isTaken(0, "own")).isTrue();
		assertThat(isTaken(0, "dies")).isFalse();
		assertThat(claim(0, "own")).isFalse();
		this.journey.clock().advance(LEASE.plusSeconds(1));
		this.encodings.share(SHARED, LEASE);
		assertThat(isTaken(0, "own")).isFalse();
		assertThat(help("leaves")).isTrue();
		assertThat(claim(0, "leaves")).isTrue();
		this.encodings.leave(ID, "leaves");
		assertThat(claim(0, "own")).isTrue();
	}

	@Test
	void keepsClaimsOfAHelperThatHasTakenOverTheConversion() {
		this.encodings.share(SHARED, LEASE);
		assertThat(help("helper")).isTrue();
		this.encodings.share(new SharedEncoding(ID, PLAN, "helper", "ffmpeg 7", 2), LEASE);
		assertThat(claim(0, "helper")).isTrue();
		this.encodings.leave(ID, "helper");
		assertThat(isTaken(0, "another")).isTrue();
	}

	@Test
	void chunkThatIsKeptIsNotTaken() {
		this.encodings.share(SHARED, LEASE);
		assertThat(help("helper")).isTrue();
		assertThat(claim(0, "helper")).isTrue();
		this.encodings.kept(ID, 0, "another");
		assertThat(isTaken(0, "own")).isTrue();
		this.encodings.kept(ID, 0, "helper");
		assertThat(isTaken(0, "own")).isFalse();
		// should its bytes be broken
		assertThat(claim(0, "own")).isTrue();
	}

	@Test
	void sharesNothingOfAConversionThatHasEnded() {
		assertThat(help("helper")).isFalse();
		assertThat(claim(0, "helper")).isFalse();
		assertThat(isTaken(0, "helper")).isFalse();
		assertThat(count()).isZero();
	}

	private boolean help(String converter) {
		return this.encodings.renew(ID, PLAN, converter, LEASE);
	}

	private boolean join(String converter) {
		return this.encodings.join(SHARED, converter, LEASE);
	}

	private boolean claim(int index, String converter) {
		return this.encodings.claim(ID, PLAN, index, converter);
	}

	private boolean isTaken(int index, String converter) {
		return this.encodings.isTaken(ID, PLAN, index, converter);
	}

	private long count() {
		return this.journey.database().getCollection(SharedEncodings.COLLECTION).countDocuments();
	}

	private MongoTemplate mongo() {
		return new MongoTemplate(this.journey.databases());
	}

}
