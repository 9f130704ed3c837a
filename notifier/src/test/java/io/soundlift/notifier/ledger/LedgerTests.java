package io.soundlift.notifier.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ledger}.
 */
@Tag("database")
class LedgerTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private static final String ID = "0f8fad5bd9cb469fa16570867728950e";

	private final MovableClock clock = new MovableClock();

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final MongoTemplate mongo = new MongoTemplate(this.client, TestMongo.databaseName());

	private final Ledger ledger = new Ledger(this.mongo, this.clock, LEASE, Duration.ZERO);

	@AfterEach
	void close() {
		this.mongo.getDb().drop();
		this.client.close();
	}

	@Test
	void createsIndexesTwice() {
		this.ledger.createIndexes();
		this.ledger.createIndexes();
		assertThat(claim()).isPresent();
	}

	@Test
	void claimsMailOnce() {
		assertThat(claim()).hasValueSatisfying((entry) -> {
			assertThat(entry.state()).isEqualTo(MailState.SENDING);
			assertThat(entry.tries()).isEqualTo(1);
			assertThat(entry.id()).isEqualTo(ID + ":completed");
		});
		assertThat(claim()).isEmpty();
	}

	@Test
	void claimsEachKindOnItsOwn() {
		assertThat(claim()).isPresent();
		assertThat(this.ledger.claim(ID, MailKind.FAILED, "anna")).isPresent();
	}

	@Test
	void givesMailToOneOfManyThatClaimAtOnce() throws Exception {
		assertThat(claimAtOnce(16)).isEqualTo(1);
	}

	@Test
	void givesExpiredMailToOneOfManyThatClaimAtOnce() throws Exception {
		claim();
		this.clock.advance(LEASE);
		assertThat(claimAtOnce(16)).isEqualTo(1);
		assertThat(entry().tries()).isEqualTo(2);
	}

	@Test
	void letsNobodyClaimSentMail() {
		assertThat(this.ledger.sent(claim().orElseThrow())).isTrue();
		this.clock.advance(Duration.ofDays(30));
		assertThat(claim()).isEmpty();
		assertThat(this.ledger.due(10)).isEmpty();
		assertThat(entry()).satisfies((entry) -> {
			assertThat(entry.state()).isEqualTo(MailState.SENT);
			assertThat(entry.endedAt()).isNotNull();
			assertThat(entry.dueAt()).isNull();
		});
	}

	@Test
	void letsNobodyClaimAbandonedMail() {
		this.ledger.abandon(claim().orElseThrow(), MailState.REJECTED, "550 no such user");
		this.clock.advance(Duration.ofDays(30));
		assertThat(claim()).isEmpty();
		assertThat(entry().reason()).isEqualTo("550 no such user");
	}

	@Test
	void holdsPostponedMailBackUntilItIsDue() {
		this.ledger.postpone(claim().orElseThrow(), Duration.ofSeconds(30), "away");
		assertThat(claim()).isEmpty();
		assertThat(this.ledger.due(10)).isEmpty();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(this.ledger.due(10)).extracting(LedgerEntry::conversionId).containsExactly(ID);
		assertThat(claim()).hasValueSatisfying((entry) -> assertThat(entry.tries()).isEqualTo(2));
	}

	@Test
	void findsMailDueWhenItsNotifierDied() {
		claim();
		assertThat(this.ledger.due(10)).isEmpty();
		this.clock.advance(LEASE);
		assertThat(this.ledger.due(10)).hasSize(1);
	}

	@Test
	void ignoresNotifierThatComesBackLate() {
		LedgerEntry late = claim().orElseThrow();
		this.clock.advance(LEASE);
		LedgerEntry current = claim().orElseThrow();
		assertThat(this.ledger.sent(late)).isFalse();
		assertThat(this.ledger.postpone(late, Duration.ofDays(1), "late")).isFalse();
		assertThat(this.ledger.abandon(late, MailState.REJECTED, "late")).isFalse();
		assertThat(this.ledger.sent(current)).isTrue();
	}

	@Test
	void knowsMailWhateverItsState() {
		assertThat(this.ledger.find(ID, MailKind.COMPLETED)).isEmpty();
		LedgerEntry entry = claim().orElseThrow();
		assertThat(this.ledger.find(ID, MailKind.COMPLETED)).isPresent();
		this.ledger.sent(entry);
		assertThat(this.ledger.find(ID, MailKind.COMPLETED)).isPresent();
		assertThat(this.ledger.find(ID, MailKind.FAILED)).isEmpty();
	}

	@Test
	@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
			disabledReason = "only the embedded store counts the documents that it reads")
	void knowsWhichOfManyConversionsHaveMailByReadingTheirMailsOnly() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			String id = "conversion%d".formatted(i);
			this.ledger.claim(id, (i % 2 == 0) ? MailKind.COMPLETED : MailKind.FAILED, "anna");
			ids.add(id);
		}
		List<String> some = List.of(ids.get(4), ids.get(5), ids.get(6), "never told");
		assertThat(TestMongo.reading(2, () -> this.ledger.withMail(some, MailKind.COMPLETED)))
			.containsExactlyInAnyOrder(ids.get(4), ids.get(6));
		assertThat(this.ledger.withMail(some, MailKind.FAILED)).containsExactly(ids.get(5));
		assertThat(this.ledger.withMail(List.of(), MailKind.FAILED)).isEmpty();
	}

	@Test
	void forgetsMailsThatEndedLongAgoAndNoOthers() {
		this.ledger.sent(claim().orElseThrow());
		this.ledger.claim(ID, MailKind.FAILED, "anna");
		this.clock.advance(Duration.ofDays(90));
		assertThat(this.ledger.forgetOld()).isZero();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.ledger.forgetOld()).isEqualTo(1);
		assertThat(this.ledger.find(ID, MailKind.COMPLETED)).isEmpty();
		assertThat(this.ledger.find(ID, MailKind.FAILED)).as("it has not ended").isPresent();
	}

	private Optional<LedgerEntry> claim() {
		return this.ledger.claim(ID, MailKind.COMPLETED, "anna");
	}

	private LedgerEntry entry() {
		return this.ledger.find(ID, MailKind.COMPLETED).orElseThrow();
	}

	private long claimAtOnce(int claimants) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(claimants);
		try {
			List<Callable<Optional<LedgerEntry>>> claims = new ArrayList<>();
			for (int i = 0; i < claimants; i++) {
				claims.add(this::claim);
			}
			long successes = 0;
			for (Future<Optional<LedgerEntry>> claim : executor.invokeAll(claims)) {
				successes += claim.get().isPresent() ? 1 : 0;
			}
			return successes;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
