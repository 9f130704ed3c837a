package io.soundlift.notifier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.LedgerEntry;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for mails that name several conversions. The interval between two mails to an
 * owner ends when the test says so.
 */
@Tag("broker")
class GroupedMailTests {

	private static final Pattern LINK = Pattern.compile("\\?conversion=([0-9a-f]{32})");

	private final String database = TestMongo.databaseName();

	private final TestMail mail = TestMail.start();

	private RunningNotifier notifier;

	@BeforeEach
	void start() {
		this.notifier = start("soundlift.notifier.sweep-interval=100ms");
	}

	private RunningNotifier start(String sweepInterval) {
		return RunningNotifier.start(this.database, this.mail.port(), "soundlift.notifier.mail-interval=10m",
				"soundlift.notifier.lease=5s", "spring.mail.properties.mail.smtp.timeout=1000", sweepInterval);
	}

	@AfterEach
	void stop() {
		this.notifier.close();
		this.mail.close();
	}

	@Test
	void mailsTheFirstAtOnceAndTheOthersTogether() throws Exception {
		Conversion first = publish(TestConversion.completed());
		awaitState(MailState.SENT, first);
		assertThat(this.mail.messages()).hasSize(1);
		List<Conversion> others = List.of(publish(TestConversion.completed()),
				publish(TestConversion.failed("no-audio", "This video has no sound.")),
				publish(TestConversion.completed()));
		awaitState(MailState.WAITING, others);
		Conversion ofAnother = publish(TestConversion.completed().owner("account-2"));
		awaitState(MailState.SENT, ofAnother);
		assertThat(this.mail.messages()).hasSize(2);
		endInterval();
		awaitState(MailState.SENT, others);
		assertThat(this.mail.messages()).hasSize(3);
		MimeMessage message = this.mail.messages().get(2);
		assertThat(message.getSubject()).isEqualTo("2 MP3s are ready, 1 video could not be converted");
		assertThat(named(message)).isEqualTo(ids(others));
	}

	@Test
	void namesEachConversionOnceWhenTwoNotifiersSend() throws Exception {
		awaitState(MailState.SENT, publish(TestConversion.completed()));
		try (RunningNotifier other = start("soundlift.notifier.sweep-interval=100ms")) {
			List<Conversion> conversions = Stream.generate(() -> this.notifier.insert(TestConversion.completed()))
				.limit(60)
				.toList();
			for (Conversion conversion : conversions) {
				this.notifier.publish(conversion);
				other.publish(conversion);
			}
			awaitState(MailState.WAITING, conversions);
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				endInterval();
				assertThat(conversions).extracting(this.notifier::state).containsOnly(MailState.SENT);
			});
			List<MimeMessage> mails = this.mail.messages().subList(1, this.mail.messages().size());
			List<String> named = new ArrayList<>();
			for (MimeMessage message : mails) {
				assertThat(named(message)).hasSizeLessThanOrEqualTo(50);
				named.addAll(named(message));
			}
			assertThat(named).doesNotHaveDuplicates().hasSameElementsAs(ids(conversions));
			assertThat(mails).hasSizeBetween(2, 10);
		}
	}

	@Test
	void sendsTheSameMailWhenANotifierDiedBeforeItWasSent() throws Exception {
		this.notifier.close();
		this.notifier = start("soundlift.notifier.sweep-interval=1h");
		List<Conversion> conversions = waiting(3);
		endInterval();
		Ledger ledger = this.notifier.bean(Ledger.class);
		LedgerEntry claimed = ledger.claimDue(ledger.due(1).get(0).id()).orElseThrow();
		// what a notifier leaves that dies while it sends
		assertThat(ledger.namedBy(claimed)).hasSize(3);
		this.notifier.close();
		this.notifier = start("soundlift.notifier.sweep-interval=100ms");
		awaitState(MailState.SENT, conversions);
		assertThat(this.mail.messages()).hasSize(2);
		MimeMessage message = this.mail.messages().get(1);
		assertThat(message.getMessageID()).isEqualTo("<" + claimed.conversionId() + ".completed@soundlift.example>");
		assertThat(named(message)).isEqualTo(ids(conversions));
	}

	@Test
	void sendsTheSameMailAgainWhenTheServerHasNotAnswered() throws Exception {
		List<Conversion> conversions = waiting(3);
		this.mail.keepSilently();
		endInterval();
		await().atMost(Duration.ofMinutes(1)).until(() -> this.mail.messages().size() > 2);
		Conversion later = publish(TestConversion.completed());
		awaitState(MailState.WAITING, later);
		this.mail.answer();
		awaitState(MailState.SENT, conversions);
		List<MimeMessage> mails = this.mail.messages().subList(1, this.mail.messages().size());
		assertThat(mails).hasSizeGreaterThan(1);
		for (MimeMessage message : mails) {
			assertThat(message.getMessageID()).isEqualTo(mails.get(0).getMessageID());
			assertThat(named(message)).isEqualTo(ids(conversions));
		}
		assertThat(this.notifier.state(later)).isEqualTo(MailState.WAITING);
	}

	@Test
	void endsWhatWaitsWhenItsOwnerTurnsMailsOff() {
		List<Conversion> conversions = waiting(3);
		this.notifier.bean(MailPreferences.class).change("account-1", false);
		endInterval();
		awaitState(MailState.NEEDLESS, conversions);
		assertThat(this.mail.messages()).hasSize(1);
	}

	@Test
	void namesNoConversionThatWasDeletedMeanwhile() throws Exception {
		List<Conversion> conversions = waiting(3);
		delete(conversions.get(1));
		endInterval();
		awaitState(MailState.SENT, conversions.get(0), conversions.get(2));
		assertThat(this.mail.messages()).hasSize(2);
		MimeMessage message = this.mail.messages().get(1);
		assertThat(message.getSubject()).isEqualTo("2 MP3s are ready");
		assertThat(named(message)).isEqualTo(ids(List.of(conversions.get(0), conversions.get(2))));
	}

	@Test
	void sendsNothingWhenAllWereDeletedMeanwhile() {
		List<Conversion> conversions = waiting(3);
		conversions.forEach(this::delete);
		endInterval();
		awaitState(MailState.NEEDLESS, conversions);
		assertThat(this.mail.messages()).hasSize(1);
	}

	/** Has the owner get a mail, so that what ends next waits. */
	private List<Conversion> waiting(int count) {
		awaitState(MailState.SENT, publish(TestConversion.completed()));
		List<Conversion> conversions = Stream.generate(() -> publish(TestConversion.completed())).limit(count).toList();
		awaitState(MailState.WAITING, conversions);
		return conversions;
	}

	private Conversion publish(TestConversion conversion) {
		Conversion inserted = this.notifier.insert(conversion);
		this.notifier.publish(inserted);
		return inserted;
	}

	private void endInterval() {
		MongoDatabase stored = this.notifier.bean(MongoClient.class).getDatabase(this.database + "_n");
		stored.getCollection("mail_owners").updateMany(new Document(), set("nextMailAt"));
		stored.getCollection("mails").updateMany(new Document("openFor", new Document("$exists", true)), set("dueAt"));
	}

	private static Document set(String field) {
		return new Document("$set", new Document(field, Date.from(Instant.now())));
	}

	private void delete(Conversion conversion) {
		this.notifier.bean(MongoTemplate.class)
			.updateFirst(Query.query(Criteria.where("_id").is(conversion.id())),
					Update.update("deletedAt", Instant.now()), Conversion.class);
	}

	private void awaitState(MailState state, Conversion... conversions) {
		awaitState(state, List.of(conversions));
	}

	private void awaitState(MailState state, List<Conversion> conversions) {
		await().atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(conversions).extracting(this.notifier::state).containsOnly(state));
	}

	private static Set<String> ids(List<Conversion> conversions) {
		return new HashSet<>(conversions.stream().map(Conversion::id).toList());
	}

	private static Set<String> named(MimeMessage message) throws Exception {
		Object text = ((MimeMultipart) message.getContent()).getBodyPart(0).getContent();
		List<String> ids = LINK.matcher(text.toString())
			.results()
			.map((MatchResult result) -> result.group(1))
			.toList();
		assertThat(ids).doesNotHaveDuplicates();
		return new HashSet<>(ids);
	}

}
