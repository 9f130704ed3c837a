package io.soundlift.notifier;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.webhook.WebhookEventType;
import io.soundlift.journey.webhook.Webhooks;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.notifier.webhook.TestReceiver;
import io.soundlift.notifier.webhook.TestReceiver.Received;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for webhooks of the running notifier.
 */
@Tag("broker")
class WebhookIntegrationTests {

	private static final Set<WebhookEventType> ALL = EnumSet.of(WebhookEventType.CONVERSION_COMPLETED,
			WebhookEventType.CONVERSION_FAILED, WebhookEventType.CONVERSION_CANCELLED);

	private static final TestReceiver receiver = new TestReceiver();

	private static TestMail mail;

	private static RunningNotifier notifier;

	@BeforeAll
	static void start() {
		TestBroker.clear();
		mail = TestMail.start();
		notifier = RunningNotifier.start(TestMongo.databaseName(), mail.port(), "soundlift.notifier.lost-after=1s",
				"soundlift.webhooks.allow-http=true", "soundlift.webhooks.allowed-addresses=127.0.0.0/8");
	}

	@AfterAll
	static void stop() {
		notifier.close();
		mail.close();
		receiver.close();
	}

	@Test
	void tellsWebhookAndMailsOwnerWhenConversionHasEnded() {
		Webhooks.WithSecret created = create("/told");
		Conversion conversion = notifier.insert(TestConversion.failed("no-audio", "This video has no sound."));
		notifier.publish(conversion);
		await().until(() -> !receiver.received("/told").isEmpty());
		Received request = receiver.received("/told").get(0);
		assertThat(request.id()).isEqualTo("evt_" + conversion.id() + "_failed");
		assertThat(request.isSignedWith(created.secret())).isTrue();
		assertThat(request.body()).contains("\"code\":\"no-audio\"");
		await().untilAsserted(() -> assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT));
	}

	@Test
	void tellsWebhookWhenMessageWasLostAndMailServerIsAway() {
		create("/lost");
		mail.stop();
		Conversion conversion = notifier.insert(TestConversion.completed().finishedAt(Instant.now()));
		await().until(() -> receiver.received("/lost")
			.stream()
			.anyMatch((request) -> request.id().equals("evt_" + conversion.id() + "_completed")));
		mail.restart();
		await().untilAsserted(() -> assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT));
	}

	private static Webhooks.WithSecret create(String path) {
		return notifier.bean(Webhooks.class).create("account-1", receiver.url(path), ALL, 10).orElseThrow();
	}

}
