package io.soundlift.authserver.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoClients;
import io.soundlift.authserver.Concurrently;
import io.soundlift.support.Secrets;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the log of revocations.
 */
@Tag("database")
class RevocationLogTests {

	private static final Duration LIFETIME = Duration.ofMinutes(15);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final MongoTemplate mongo = new MongoTemplate(MongoClients.create(TestMongo.uri()),
			TestMongo.databaseName());

	private final RevocationLog log = new RevocationLog(this.mongo, this.clock);

	@BeforeEach
	void open() {
		this.log.open();
	}

	@Test
	void readsWhatWasAppendedSinceTheLastRead() {
		assertThat(append(3)).isEqualTo(read("").subjects());
		String next = read("").next();
		assertThat(read(next).subjects()).isEmpty();
		List<String> more = append(RevocationLog.BLOCK_SIZE + 2);
		assertThat(read(next).subjects()).isEqualTo(more);
		assertThat(read(read(next).next()).subjects()).isEmpty();
	}

	@Test
	void losesNothingOfManyReplicasWhoseClocksDiffer() {
		List<RevocationLog> replicas = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			replicas.add(new RevocationLog(this.mongo,
					new MovableClock(this.clock.instant().plus(Duration.ofMinutes(i * 3L)))));
		}
		AtomicInteger next = new AtomicInteger();
		List<String> found = new ArrayList<>();
		List<List<String>> written = Concurrently.run(8, () -> {
			List<String> own = new ArrayList<>();
			RevocationLog replica = replicas.get(next.getAndIncrement() % replicas.size());
			for (int i = 0; i < 80; i++) {
				own.add(append(replica));
			}
			return own;
		});
		Read read = read("");
		found.addAll(read.subjects());
		assertThat(found).hasSize(640);
		assertThat(new HashSet<>(found)).isEqualTo(new HashSet<>(written.stream().flatMap(List::stream).toList()));
		assertThat(blocks()).isEqualTo(3);
	}

	@Test
	void findsEachEntryOfAReaderThatReadsMeanwhile() {
		List<String> written = new ArrayList<>();
		List<String> found = new ArrayList<>();
		String position = "";
		for (int i = 0; i < 60; i++) {
			written.addAll(append(1 + i % 17));
			Read read = read(position);
			found.addAll(read.subjects());
			position = read.next();
		}
		assertThat(found).isEqualTo(written);
	}

	@Test
	void readsALongLogInPages() {
		int blocks = RevocationLog.PAGE_SIZE / RevocationLog.BLOCK_SIZE + 5;
		for (long id = 1; id <= blocks; id++) {
			this.mongo.save(fullBlock(id));
		}
		List<Revocation> found = new ArrayList<>();
		RevocationPage page = this.log.read("", found::add);
		assertThat(page.more()).isTrue();
		assertThat(found).hasSizeBetween(RevocationLog.PAGE_SIZE, RevocationLog.PAGE_SIZE + RevocationLog.BLOCK_SIZE);
		page = this.log.read(page.next(), found::add);
		assertThat(page.more()).isFalse();
		assertThat(new HashSet<>(found)).hasSize(blocks * RevocationLog.BLOCK_SIZE);
	}

	@Test
	void removesExpiredBlocksButNeverTheNewest() {
		append(RevocationLog.BLOCK_SIZE);
		String old = read("").next();
		this.clock.advance(Duration.ofMinutes(20));
		List<String> living = append(2);
		this.clock.advance(Duration.ofMinutes(10));
		this.log.removeExpired();
		assertThat(blocks()).isEqualTo(1);
		assertThat(this.log.isKnown(old)).isFalse();
		assertThat(read(old).subjects()).as("read from the begin").isEqualTo(living);
		this.clock.advance(Duration.ofDays(1));
		this.log.removeExpired();
		assertThat(blocks()).isEqualTo(1);
	}

	@Test
	void appendsToTheEndThoughItsBlockWasRemovedMeanwhile() {
		RevocationLog sleeper = new RevocationLog(this.mongo, this.clock);
		append(sleeper);
		append(RevocationLog.BLOCK_SIZE * 3);
		this.clock.advance(Duration.ofHours(1));
		append(1);
		this.log.removeExpired();
		String position = read("").next();
		String late = append(sleeper);
		assertThat(read(position).subjects()).containsExactly(late);
	}

	@Test
	void beginsAnewWhenTheEntryInFrontOfThePositionIsAnother() {
		append(5);
		String position = read("").next();
		this.mongo.getCollection("revocation_blocks").deleteMany(new Document());
		List<String> other = append(7);
		assertThat(this.log.isKnown(position)).isFalse();
		assertThat(read(position).subjects()).isEqualTo(other);
	}

	private RevocationBlock fullBlock(long id) {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < RevocationLog.BLOCK_SIZE; i++) {
			lines.add(new Revocation(Revocation.Kind.GRANT, Secrets.newId(), this.clock.instant()).toLine());
		}
		return new RevocationBlock(id, RevocationLog.BLOCK_SIZE, lines, this.clock.instant());
	}

	private long blocks() {
		return this.mongo.count(new Query(), RevocationBlock.class);
	}

	private List<String> append(int count) {
		List<String> subjects = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			subjects.add(append(this.log));
		}
		return subjects;
	}

	private String append(RevocationLog replica) {
		String subject = Secrets.newId();
		Instant until = this.clock.instant().plus(LIFETIME);
		replica.append(new Revocation(Revocation.Kind.GRANT, subject, until), until);
		return subject;
	}

	private Read read(String after) {
		List<String> subjects = new ArrayList<>();
		RevocationPage page = this.log.read(after, (revocation) -> subjects.add(revocation.subject()));
		return new Read(subjects, page.next());
	}

	/**
	 * What a read has found.
	 *
	 * @param subjects ids of grants
	 * @param next where to go on
	 */
	private record Read(List<String> subjects, String next) {
	}

}
