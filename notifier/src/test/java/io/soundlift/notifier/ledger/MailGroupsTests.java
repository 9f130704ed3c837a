package io.soundlift.notifier.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which conversions a mail names: each exactly one, whatever happens between
 * two lines.
 */
@Tag("database")
class MailGroupsTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private final MovableClock clock = new MovableClock();

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final MongoTemplate mongo = new MongoTemplate(this.client, TestMongo.databaseName());

	private final Ledger ledger = new Ledger(this.mongo, this.clock, LEASE, INTERVAL);

	@BeforeEach
	void createIndexes() {
		this.ledger.createIndexes();
	}

	@AfterEach
	void close() {
		this.mongo.getDb().drop();
		this.client.close();
	}

	@Test
	void namesTheFirstAtOnceAndThoseOfTheIntervalTogether() {
		assertThat(named(claim("a", "anna"))).containsExactly("a");
		for (String id : List.of("b", "c", "d")) {
			this.clock.advance(Duration.ofSeconds(10));
			assertThat(named(claim(id, "anna"))).isEmpty();
		}
		assertThat(this.ledger.due(10)).isEmpty();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(named(claimDue("c"))).containsExactly("b", "c", "d");
		assertThat(this.ledger.due(10)).isEmpty();
		assertThat(named(claim("e", "anna"))).as("the interval begins anew").isEmpty();
	}

	@Test
	void namesWhatWaitsInAMailThatComesFirst() {
		named(claim("a", "anna"));
		named(claim("b", "anna"));
		this.clock.advance(INTERVAL);
		assertThat(named(claim("c", "anna"))).containsExactly("b", "c");
		assertThat(this.ledger.claimDue("b:completed")).isEmpty();
	}

	@Test
	void keepsOwnersApart() {
		named(claim("a", "anna"));
		named(claim("b", "anna"));
		assertThat(named(claim("x", "otto"))).containsExactly("x");
		this.clock.advance(INTERVAL);
		assertThat(named(claim("y", "otto"))).containsExactly("y");
		assertThat(named(claimDue("b"))).containsExactly("b");
	}

	@Test
	void namesEachAloneWithoutAnInterval() {
		Ledger single = new Ledger(this.mongo, this.clock, LEASE, Duration.ZERO);
		for (String id : List.of("a", "b")) {
			assertThat(single.namedBy(single.claim(id, MailKind.COMPLETED, "anna").orElseThrow())).hasSize(1);
		}
	}

	@Test
	void namesTheSameAgainAfterACrash() {
		LedgerEntry mail = mailOf("b", "c", "d");
		assertThat(named(claim("e", "anna"))).isEmpty();
		this.clock.advance(LEASE);
		LedgerEntry again = claimDue(mail.conversionId());
		assertThat(named(again)).containsExactly("b", "c", "d");
		assertThat(named(claimDue("e"))).containsExactly("e");
	}

	@Test
	void namesTheSameAgainWhenPartsHadEndedBeforeTheCrash() {
		LedgerEntry mail = mailOf("b", "c", "d");
		assertThat(this.ledger.endPart(entry("c"), MailState.SENT, null)).isTrue();
		this.clock.advance(LEASE);
		assertThat(named(claimDue(mail.conversionId()))).containsExactly("b", "c", "d");
	}

	@Test
	void marksCandidatesThatACrashHasLeft() {
		waiting("b", "c", "d");
		LedgerEntry mail = claimDue("b");
		list(mail, "c", "d");
		this.clock.advance(LEASE);
		assertThat(named(claimDue("b"))).containsExactly("b", "c", "d");
		assertThat(this.ledger.due(10)).isEmpty();
	}

	@Test
	void leavesCandidatesToTheMailThatHasMarkedThem() {
		waiting("b", "c", "d");
		list(claimDue("b"), "c", "d");
		assertThat(named(claimDue("c"))).containsExactly("c", "d");
		this.clock.advance(LEASE);
		assertThat(named(claimDue("b"))).containsExactly("b");
	}

	@Test
	void namesWhatWasClaimedBeforeACrash() {
		waiting("b", "c", "d");
		claimDue("b");
		assertThat(named(claimDue("c"))).containsExactly("b", "c", "d");
		this.clock.advance(LEASE);
		assertThat(this.ledger.claimDue("b:completed")).isEmpty();
	}

	@Test
	void leavesTheMailToWhoHasTakenItOver() {
		waiting("b", "c", "d");
		LedgerEntry late = claimDue("b");
		this.clock.advance(LEASE);
		assertThat(named(claimDue("b"))).containsExactly("b", "c", "d");
		assertThat(named(claim("e", "anna"))).isEmpty();
		this.clock.advance(INTERVAL);
		assertThat(named(late)).isEmpty();
		this.clock.advance(INTERVAL);
		assertThat(named(claimDue("e"))).containsExactly("e");
	}

	@Test
	void leavesEntriesOfEarlierVersionsAlone() {
		waiting("b", "c", "d");
		// sent by a notifier that knows of no groups
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is("c:completed")),
				Update.update("state", MailState.SENT).unset("dueAt"), LedgerEntry.class);
		assertThat(named(claimDue("b"))).containsExactly("b", "d");
	}

	@Test
	void namesAtMostFiftyAndTheOthersInTheNextMail() {
		waiting(ids(60));
		List<String> first = named(claimDue("n0"));
		assertThat(first).hasSize(MailGroups.MAX_CONVERSIONS);
		LedgerEntry next = this.ledger.claimDue(this.ledger.due(1).get(0).id()).orElseThrow();
		assertThat(named(next)).hasSize(10).doesNotContainAnyElementsOf(first);
		assertThat(this.ledger.due(10)).isEmpty();
	}

	@Test
	void givesEachConversionToOneMailWhenManyNotifiersSend() throws Exception {
		String[] all = ids(400);
		waiting(all);
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<String> named = new ArrayList<>();
			for (int round = 0; round < 50 && !this.ledger.due(1).isEmpty(); round++) {
				List<Callable<List<List<String>>>> notifiers = IntStream.range(0, 8)
					.<Callable<List<List<String>>>>mapToObj((notifier) -> this::sweep)
					.toList();
				for (Future<List<List<String>>> mails : executor.invokeAll(notifiers)) {
					for (List<String> mail : mails.get()) {
						assertThat(mail).hasSizeLessThanOrEqualTo(MailGroups.MAX_CONVERSIONS);
						named.addAll(mail);
					}
				}
				this.clock.advance(INTERVAL);
			}
			assertThat(named).containsExactlyInAnyOrder(all);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/** Ends no mail, so that each stays in the hand of whoever has claimed it. */
	private List<List<String>> sweep() {
		return this.ledger.due(100)
			.stream()
			.flatMap((due) -> this.ledger.claimDue(due.id()).stream())
			.filter((claimed) -> claimed.candidates() == null)
			.map(this::named)
			.filter((mail) -> !mail.isEmpty())
			.toList();
	}

	@Test
	@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
			disabledReason = "only the embedded store counts the documents that it reads")
	void readsOnlyWhatTheMailMayName() {
		for (int owner = 0; owner < 100; owner++) {
			named(claim("first" + owner, "owner" + owner));
			named(claim("second" + owner, "owner" + owner));
		}
		waiting("b", "c");
		LedgerEntry mail = claimDue("b");
		assertThat(TestMongo.reading(10, () -> named(mail))).containsExactly("b", "c");
		assertThat(TestMongo.reading(4, () -> named(claim("d", "anna")))).isEmpty();
	}

	@Test
	void forgetsOwnersOfWhomNothingWasHeardForLong() {
		named(claim("a", "anna"));
		this.clock.advance(Duration.ofHours(25));
		this.ledger.forgetOld();
		assertThat(this.mongo.getCollection("mail_owners").countDocuments()).isZero();
		assertThat(named(claim("b", "anna"))).containsExactly("b");
	}

	private LedgerEntry claim(String id, String owner) {
		return this.ledger.claim(id, MailKind.COMPLETED, owner).orElseThrow();
	}

	private LedgerEntry claimDue(String id) {
		return this.ledger.claimDue(id + ":completed").orElseThrow();
	}

	private LedgerEntry entry(String id) {
		return this.ledger.find(id, MailKind.COMPLETED).orElseThrow();
	}

	private List<String> named(LedgerEntry claimed) {
		return this.ledger.namedBy(claimed).stream().map(LedgerEntry::conversionId).toList();
	}

	/** Has Anna get a mail, and others wait until she may get the next. */
	private void waiting(String... ids) {
		this.ledger.sent(only(claim("first", "anna")));
		for (String id : ids) {
			this.clock.advance(Duration.ofMillis(1));
			assertThat(named(claim(id, "anna"))).isEmpty();
		}
		this.clock.advance(INTERVAL);
	}

	private LedgerEntry only(LedgerEntry claimed) {
		assertThat(this.ledger.namedBy(claimed)).hasSize(1);
		return claimed;
	}

	private LedgerEntry mailOf(String... ids) {
		waiting(ids);
		LedgerEntry mail = claimDue(ids[0]);
		assertThat(named(mail)).containsExactly(ids);
		return mail;
	}

	/** What a notifier leaves that dies before it marks the candidates. */
	private void list(LedgerEntry mail, String... candidates) {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(mail.id())),
				Update.update("candidates", Stream.of(candidates).map((id) -> id + ":completed").toList())
					.unset("openFor"),
				LedgerEntry.class);
	}

	private static String[] ids(int count) {
		return IntStream.range(0, count).mapToObj((n) -> "n" + n).toArray(String[]::new);
	}

}
