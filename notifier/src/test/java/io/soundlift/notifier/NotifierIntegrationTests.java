package io.soundlift.notifier;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.preference.MailPreference;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.notifier.delivery.OwnerNotifier;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.notifier.mail.SmtpScript;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import jakarta.mail.Header;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the running notifier with a real broker, database and mail server.
 */
@Tag("broker")
class NotifierIntegrationTests {

	private static TestMail mail;

	private static RunningNotifier notifier;

	private static RunningNotifier other;

	@BeforeAll
	static void start() {
		TestBroker.clear();
		String database = TestMongo.databaseName();
		mail = TestMail.start();
		notifier = RunningNotifier.start(database, mail.port());
		other = RunningNotifier.start(database, mail.port());
	}

	@AfterAll
	static void stop() {
		notifier.close();
		other.close();
		mail.close();
	}

	@BeforeEach
	void reset() {
		mail.restart();
		mail.reject(false);
		mail.clear();
	}

	@Test
	void mailsOwnerOfCompletedConversion() throws Exception {
		Conversion conversion = notifier.insert(TestConversion.completed());
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.SENT);
		assertThat(mail.messages()).hasSize(1);
		MimeMessage message = mail.messages().get(0);
		assertThat(message.getSubject()).startsWith("Your MP3 is ready: ");
		assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("owner@example.com");
		assertThat(message.getMessageID()).isEqualTo("<" + conversion.id() + ".completed@soundlift.example>");
		// by whichever took the message, after it had noted the mail
		await().untilAsserted(() -> assertThat(sent(notifier) + sent(other)).isPositive());
	}

	private static double sent(RunningNotifier notifier) {
		return notifier.bean(MeterRegistry.class)
			.counter("soundlift.mails", "kind", "completed", "result", "sent")
			.count();
	}

	@Test
	void mailsOwnerOfFailedConversion() throws Exception {
		Conversion conversion = notifier.insert(TestConversion.failed("no-audio", "This video has no sound."));
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.SENT);
		assertThat(mail.messages()).extracting(MimeMessage::getSubject)
			.singleElement()
			.asString()
			.startsWith("Could not be converted: ");
	}

	@Test
	void mailsNobodyWhoWantsNoMails() throws Exception {
		MailPreferences preferences = notifier.bean(MailPreferences.class);
		Conversion unwanted = notifier.insert(TestConversion.completed().owner("quiet"));
		preferences.change(unwanted.owner(), false);
		notifier.publish(unwanted);
		awaitState(notifier, unwanted, MailState.NEEDLESS);
		preferences.change(unwanted.owner(), true);
		Conversion wanted = notifier.insert(TestConversion.completed().owner("quiet"));
		notifier.publish(wanted);
		awaitState(notifier, wanted, MailState.SENT);
		assertThat(mail.messages()).extracting(MimeMessage::getMessageID)
			.containsExactly("<" + wanted.id() + ".completed@soundlift.example>");
		String header = mail.messages().get(0).getHeader("List-Unsubscribe", null);
		String token = header.substring(header.lastIndexOf('/') + 1, header.length() - 1);
		assertThat(preferences.find(token)).map(MailPreference::owner).contains("quiet");
	}

	@Test
	void endsMailThatWaitsWhenItsOwnerTurnsMailsOff() {
		mail.reject(true);
		Conversion conversion = notifier.insert(TestConversion.completed().owner("patient"));
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.WAITING);
		notifier.bean(MailPreferences.class).change(conversion.owner(), false);
		awaitState(notifier, conversion, MailState.NEEDLESS);
		assertThat(mail.messages()).isEmpty();
	}

	@Test
	void understandsContract() throws Exception {
		String json = Files.readString(Path.of("../contracts/conversion-finished.json"));
		ConversionFinished event = JsonMapper.shared().readValue(json, ConversionFinished.class);
		assertThat(event.version()).isEqualTo(ConversionFinished.VERSION);
		Conversion conversion = notifier.insert(TestConversion.completed().id(event.conversionId()));
		notifier.publish(json, null);
		awaitState(notifier, conversion, MailState.SENT);
	}

	@Test
	void sendsOneMailWhenEventComesTwiceToTwoNotifiers() {
		List<Conversion> conversions = Stream.generate(() -> notifier.insert(TestConversion.completed()))
			.limit(20)
			.toList();
		for (Conversion conversion : conversions) {
			notifier.publish(conversion);
			other.publish(conversion);
		}
		conversions.forEach((conversion) -> awaitState(notifier, conversion, MailState.SENT));
		Conversion last = notifier.insert(TestConversion.completed());
		notifier.publish(last);
		notifier.publish(last);
		awaitState(notifier, last, MailState.SENT);
		assertThat(mail.messages()).extracting(MimeMessage::getMessageID)
			.doesNotHaveDuplicates()
			.hasSize(conversions.size() + 1);
	}

	@Test
	void sendsOneMailWhenEventComesManyTimesAtOnce() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(12);
		try {
			Conversion conversion = notifier.insert(TestConversion.completed());
			List<Callable<Object>> calls = Stream
				.of(notifier, other, notifier, other, notifier, other, notifier, other, notifier, other)
				.map((each) -> each.bean(OwnerNotifier.class))
				.map((each) -> Executors.callable(() -> each.notifyOwner(conversion)))
				.toList();
			executor.invokeAll(calls);
			awaitState(notifier, conversion, MailState.SENT);
			assertThat(mail.messages()).hasSize(1);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void retriesMailWhenSmtpServerIsAway() {
		mail.stop();
		Conversion conversion = notifier.insert(TestConversion.completed());
		notifier.publish(conversion);
		await().untilAsserted(() -> assertThat(notifier.bean(Ledger.class).find(conversion.id(), MailKind.COMPLETED))
			.hasValueSatisfying((entry) -> assertThat(entry.tries()).isGreaterThan(2)));
		mail.restart();
		awaitState(notifier, conversion, MailState.SENT);
		assertThat(mail.messages()).hasSize(1);
	}

	@Test
	void retriesMailWhenSmtpServerRefusesForNow() {
		mail.reject(true);
		Conversion conversion = notifier.insert(TestConversion.completed());
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.WAITING);
		mail.reject(false);
		awaitState(notifier, conversion, MailState.SENT);
		assertThat(mail.messages()).hasSize(1);
	}

	@Test
	void givesMailUpWhenSmtpServerStaysAway() {
		mail.stop();
		try (RunningNotifier special = RunningNotifier.start(TestMongo.databaseName(), mail.port(),
				"soundlift.notifier.retry.give-up-after=500ms")) {
			Conversion conversion = special.insert(TestConversion.completed());
			special.bean(OwnerNotifier.class).notifyOwner(conversion);
			awaitState(special, conversion, MailState.UNDELIVERABLE);
			assertThat(special.bean(Ledger.class).find(conversion.id(), MailKind.COMPLETED).orElseThrow().reason())
				.contains("Connect");
		}
	}

	@Test
	void givesUpAMailThatCannotBeMade() {
		try (RunningNotifier special = RunningNotifier.start(TestMongo.databaseName(), mail.port(),
				"soundlift.notifier.retry.give-up-after=500ms")) {
			Conversion withoutReason = special.insert(TestConversion.completed().state(ConversionState.FAILED));
			special.bean(OwnerNotifier.class).notifyOwner(withoutReason);
			awaitState(special, withoutReason, MailState.UNDELIVERABLE);
			assertThat(special.bean(Ledger.class).find(withoutReason.id(), MailKind.FAILED).orElseThrow().reason())
				.isEqualTo("It can't be made: IllegalStateException");
		}
	}

	@Test
	void triesOnceWhenRecipientIsRejectedForGood() throws Exception {
		try (SmtpScript server = SmtpScript.start(Map.of("RCPT", "550 5.1.1 No such user here"));
				RunningNotifier special = RunningNotifier.start(TestMongo.databaseName(), server.port())) {
			Conversion conversion = special.insert(TestConversion.completed());
			special.bean(OwnerNotifier.class).notifyOwner(conversion);
			awaitState(special, conversion, MailState.REJECTED);
			special.bean(OwnerNotifier.class).notifyOwner(conversion);
			Conversion next = special.insert(TestConversion.completed());
			special.bean(OwnerNotifier.class).notifyOwner(next);
			awaitState(special, next, MailState.REJECTED);
			assertThat(server.commands().stream().filter("RCPT"::equals)).hasSize(2);
			assertThat(special.bean(Ledger.class).find(conversion.id(), MailKind.COMPLETED))
				.hasValueSatisfying((entry) -> assertThat(entry.reason()).contains("550 5.1.1 No such user here"));
		}
	}

	@Test
	void sendsMailAgainWithSameMessageIdWhenNotifierDiedBeforeItWasRecorded() throws Exception {
		try (RunningNotifier special = RunningNotifier.start(TestMongo.databaseName(), mail.port(),
				"soundlift.notifier.lease=5s")) {
			Conversion conversion = special.insert(TestConversion.completed());
			// what a notifier leaves that dies while it sends
			special.bean(Ledger.class).claim(conversion.id(), MailKind.COMPLETED, conversion.owner());
			assertThat(special.state(conversion)).isEqualTo(MailState.SENDING);
			awaitState(special, conversion, MailState.SENT);
			assertThat(mail.messages()).hasSize(1);
			assertThat(mail.messages().get(0).getMessageID())
				.isEqualTo("<" + conversion.id() + ".completed@soundlift.example>");
		}
	}

	@Test
	void mailsOwnerWhenMessageWasLost() {
		try (RunningNotifier special = RunningNotifier.start(TestMongo.databaseName(), mail.port(),
				"soundlift.notifier.lost-after=1s")) {
			Conversion earlier = special.insert(TestConversion.completed());
			awaitState(special, earlier, MailState.SENT);
			Conversion later = special.insert(TestConversion.failed("no-audio", "This video has no sound."));
			awaitState(special, later, MailState.SENT);
			assertThat(mail.messages()).hasSize(2);
		}
	}

	@Test
	void findsAllLostMessagesAtStart() {
		String database = TestMongo.databaseName();
		Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
		try (RunningNotifier before = RunningNotifier.start(database, mail.port(),
				"soundlift.notifier.sweep-interval=1h")) {
			for (int i = 0; i < 230; i++) {
				// more than fit into one look, and many of them in one millisecond
				before.insert(TestConversion.completed().finishedAt(hourAgo.plusMillis(i / 150)));
			}
			before.insert(TestConversion.completed().finishedAt(Instant.now().minus(Duration.ofDays(8))));
		}
		mail.clear();
		try (RunningNotifier special = RunningNotifier.start(database, mail.port(),
				"soundlift.notifier.lost-after=1m")) {
			await().atMost(Duration.ofMinutes(5)).until(() -> mail.messages().size() >= 230);
			// the last is noted after it has arrived
			await().untilAsserted(() -> assertThat(special.bean(Ledger.class).due(10)).isEmpty());
			assertThat(mail.messages()).extracting(MimeMessage::getMessageID).doesNotHaveDuplicates().hasSize(230);
		}
	}

	@Test
	void goesOnWithLostMessagesWhereItWasBeforeItsRestart() {
		String database = TestMongo.databaseName();
		Conversion old;
		try (RunningNotifier before = RunningNotifier.start(database, mail.port(),
				"soundlift.notifier.lost-after=1s")) {
			await().atMost(Duration.ofMinutes(1)).until(() -> before.bean(Ledger.class).sweptUntil().isPresent());
			old = before.insert(TestConversion.completed().finishedAt(Instant.now().minus(Duration.ofDays(1))));
		}
		try (RunningNotifier after = RunningNotifier.start(database, mail.port(), "soundlift.notifier.lost-after=1s")) {
			Conversion recent = after.insert(TestConversion.completed());
			awaitState(after, recent, MailState.SENT);
			assertThat(after.state(old)).isNull();
		}
	}

	@Test
	void tellsNobodyOfDeletedConversion() {
		mail.stop();
		Conversion deleted = notifier.insert(TestConversion.completed().deleted());
		notifier.publish(deleted);
		Conversion waiting = notifier.insert(TestConversion.completed());
		notifier.publish(waiting);
		awaitState(notifier, waiting, MailState.WAITING);
		notifier.bean(MongoTemplate.class)
			.updateFirst(Query.query(Criteria.where("_id").is(waiting.id())), Update.update("deletedAt", Instant.now()),
					Conversion.class);
		mail.restart();
		awaitState(notifier, waiting, MailState.NEEDLESS);
		assertThat(notifier.state(deleted)).isNull();
		assertThat(mail.messages()).isEmpty();
	}

	@Test
	void tellsNobodyOfConversionThatHasNotEnded() {
		Conversion live = notifier.insert(TestConversion.completed().state(ConversionState.CONVERTING));
		Conversion cancelled = notifier.insert(TestConversion.completed().state(ConversionState.CANCELLED));
		notifier.publish(live);
		notifier.publish(cancelled);
		Conversion ended = notifier.insert(TestConversion.completed());
		notifier.publish(ended);
		awaitState(notifier, ended, MailState.SENT);
		assertThat(mail.messages()).hasSize(1);
	}

	@Test
	void goesOnAfterMessagesThatMakeNoSense() {
		notifier.publish("this is no JSON", null);
		notifier.publish("{}", null);
		notifier.publish("{\"version\":1,\"conversionId\":\"../../etc\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}",
				null);
		Conversion conversion = notifier.insert(TestConversion.completed());
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.SENT);
	}

	static Stream<String> hostileNames() {
		return Stream.of("a\r\nBcc: evil@example.com\r\n\r\nbody.mp4", "\"a\"; x='b'.mp4", "\u202Egpj.mp4",
				"\uD83C\uDFB5\uD83D\uDE00.mp4", "x".repeat(300) + ".mp4");
	}

	@ParameterizedTest
	@MethodSource("hostileNames")
	void sendsExactlyExpectedHeadersWhateverTheFileName(String fileName) throws Exception {
		Conversion conversion = notifier.insert(TestConversion.completed().fileName(fileName));
		notifier.publish(conversion);
		awaitState(notifier, conversion, MailState.SENT);
		assertThat(mail.messages()).hasSize(1);
		MimeMessage message = mail.messages().get(0);
		assertThat(Collections.list(message.getAllHeaders())).extracting(Header::getName)
			.containsExactlyInAnyOrder("Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type",
					"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post");
		assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("owner@example.com");
	}

	private static void awaitState(RunningNotifier notifier, Conversion conversion, MailState state) {
		await().atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(notifier.state(conversion)).isEqualTo(state));
	}

}
