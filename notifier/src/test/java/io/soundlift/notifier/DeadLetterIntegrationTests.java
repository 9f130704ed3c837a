package io.soundlift.notifier;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the running notifier does about its dead letters.
 */
@Tag("broker")
class DeadLetterIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static TestMail mail;

	private static RunningNotifier notifier;

	@BeforeAll
	static void start() {
		TestBroker.clear();
		mail = TestMail.start();
		notifier = RunningNotifier.start(TestMongo.databaseName(), mail.port());
	}

	@AfterAll
	static void stop() {
		notifier.close();
		mail.close();
	}

	@Test
	void sendsTheMailOfADeadLetterOnce() {
		mail.clear();
		Conversion conversion = notifier.insert(TestConversion.failed("no-audio", "This video has no sound."));
		double settled = deadLetters("settled");
		die(conversion);
		die(conversion);
		await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(deadLetters("settled")).isEqualTo(settled + 1);
			assertThat(deadLetters("retried")).isEqualTo(1);
			assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT);
		});
		assertThat(mail.messages()).hasSize(1);
	}

	@Test
	void parksMessagesThatMakeNoSense() {
		List<String> bodies = List.of("this is no JSON", "{}", "{\"version\":1,\"conversionId\":\"../../etc\"}");
		bodies.forEach((body) -> notifier.publish(body, null));
		List<String> parked = new ArrayList<>();
		await().atMost(TIMEOUT).until(() -> {
			Message deadLetter = notifier.bean(RabbitTemplate.class).receive("letters.parked");
			if (deadLetter != null) {
				parked.add(new String(deadLetter.getBody(), StandardCharsets.UTF_8));
				assertThat(deadLetter.getMessageProperties().getHeaders())
					.containsEntry("soundlift-queue", "conversion.finished.notifier")
					.containsKey("x-exception-message");
			}
			return parked.size() == bodies.size();
		});
		assertThat(parked).containsExactlyInAnyOrderElementsOf(bodies);
	}

	private static void die(Conversion conversion) {
		String body = "{\"version\":1,\"conversionId\":\"" + conversion.id()
				+ "\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}";
		notifier.bean(RabbitTemplate.class)
			.send("", "conversion.finished.notifier.dlq",
					MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8)).build());
	}

	private static double deadLetters(String outcome) {
		return notifier.bean(MeterRegistry.class).counter("soundlift.dead.letters", "outcome", outcome).count();
	}

}
