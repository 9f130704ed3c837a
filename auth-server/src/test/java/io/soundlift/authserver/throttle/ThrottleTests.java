package io.soundlift.authserver.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.client.MongoClients;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for growing delays.
 */
@Tag("database")
class ThrottleTests {

	private static final ThrottlePolicy POLICY = new ThrottlePolicy(3, Duration.ofSeconds(2), Duration.ofSeconds(10));

	private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final MongoTemplate mongo = new MongoTemplate(MongoClients.create(TestMongo.uri()),
			TestMongo.databaseName());

	private final Throttle throttle = new Throttle(this.mongo, this.clock);

	@Test
	void doublesTheDelayUpToTheLongest() {
		assertThat(Stream.of(1, 2, 3, 4, 5, 6, 100).map(POLICY::delayAfter)).containsExactly(Duration.ZERO,
				Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
				Duration.ofSeconds(10), Duration.ofSeconds(10));
	}

	@Test
	void tellsWithoutCountingWhetherATryWouldBeRefused() {
		assertThat(this.throttle.isBlocked("kind", "somebody")).isFalse();
		for (int i = 0; i < 3; i++) {
			assertThat(this.throttle.isBlocked("kind", "somebody")).isFalse();
			this.throttle.tryAcquire("kind", "somebody", POLICY);
		}
		assertThat(this.throttle.isBlocked("kind", "somebody")).isTrue();
		assertThat(this.throttle.isBlocked("kind", "somebody else")).isFalse();
		this.clock.advance(Duration.ofMillis(2100));
		assertThat(this.throttle.isBlocked("kind", "somebody")).isFalse();
	}

	@Test
	void hearsTheNextTryWhenTheDelayIsOver() {
		for (int i = 0; i < 3; i++) {
			assertThat(tries()).isTrue();
		}
		assertThat(tries()).isFalse();
		this.clock.advance(Duration.ofMillis(1900));
		assertThat(tries()).isFalse();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(tries()).isTrue();
		this.clock.advance(Duration.ofMillis(2100));
		assertThat(tries()).isFalse();
		this.clock.advance(Duration.ofMillis(2000));
		assertThat(tries()).isTrue();
	}

	@Test
	void countsEachOfManyTriesAtOnce() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			int heard = 0;
			for (Future<Boolean> answer : IntStream.range(0, 40)
				.mapToObj((i) -> executor.submit(this::tries))
				.toList()) {
				heard += answer.get() ? 1 : 0;
			}
			assertThat(heard).isEqualTo(3);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void forgetsTriesAfterTheRightOne() {
		for (int i = 0; i < 3; i++) {
			tries();
		}
		this.throttle.forget("kind", "somebody");
		assertThat(tries()).isTrue();
	}

	@Test
	void keepsOthersTriesWhenOneIsTakenBack() {
		tries();
		tries();
		this.throttle.takeBack("kind", "somebody");
		assertThat(tries()).isTrue();
		assertThat(tries()).isTrue();
		assertThat(tries()).isFalse();
	}

	@Test
	void countsSubjectsAndKindsApart() {
		for (int i = 0; i < 3; i++) {
			tries();
		}
		assertThat(this.throttle.tryAcquire("kind", "another", POLICY)).isTrue();
		assertThat(this.throttle.tryAcquire("other kind", "somebody", POLICY)).isTrue();
	}

	@Test
	void forgetsWithTimeAndCleansUp() {
		tries();
		assertThat(this.mongo.count(new Query(), TryCount.class)).isEqualTo(1);
		this.throttle.removeExpired();
		assertThat(this.mongo.count(new Query(), TryCount.class)).isEqualTo(1);
		this.clock.advance(Duration.ofHours(2));
		this.throttle.removeExpired();
		assertThat(this.mongo.count(new Query(), TryCount.class)).isZero();
	}

	private boolean tries() {
		return this.throttle.tryAcquire("kind", "somebody", POLICY);
	}

}
