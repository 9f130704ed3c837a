package io.soundlift.notifier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.MessagingAttributes;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import io.soundlift.testsupport.TraceReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the notifier's part of a conversion's trace.
 */
class NotifierTraceTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String PARENT = "00f067aa0ba902b7";

	private static final String TRACEPARENT = "00-" + TRACE + "-" + PARENT + "-01";

	private final TestMail mail = TestMail.start();

	private final TraceReceiver receiver = TraceReceiver.start();

	@AfterEach
	void stop() {
		this.mail.close();
		this.receiver.close();
	}

	@Test
	void sendsMailWithinTraceOfMessage() {
		try (RunningNotifier notifier = start("soundlift.notifier.lost-after=1h")) {
			Conversion conversion = notifier.insert(TestConversion.completed());
			notifier.publish("{\"version\":1,\"conversionId\":\"" + conversion.id()
					+ "\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}", TRACEPARENT);
			ReceivedSpan span = mailSpan(conversion);
			assertThat(span.traceId()).isEqualTo(TRACE);
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(ancestor(span)).isEqualTo(PARENT));
			assertThat(span.service()).isEqualTo("notifier");
			assertThat(span.attributes()).containsEntry(JourneyAttributes.MAIL_RESULT, "sent");
		}
	}

	@Test
	void givesEverySpanTheIdAndTheMessagesSpanTheConventionsAttributes() {
		try (RunningNotifier notifier = start("soundlift.notifier.lost-after=1h")) {
			Conversion conversion = notifier.insert(TestConversion.completed());
			notifier.publish("{\"version\":1,\"conversionId\":\"" + conversion.id()
					+ "\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}", TRACEPARENT);
			ReceivedSpan mail = mailSpan(conversion);
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(ancestor(mail)).isEqualTo(PARENT));
			assertThat(this.receiver.spans(TRACE)).allSatisfy((span) -> assertThat(span.attributes())
				.containsEntry(JourneyAttributes.CONVERSION_ID, conversion.id()));
			assertThat(this.receiver.spans(TRACE))
				.filteredOn((span) -> "process".equals(span.attributes().get(MessagingAttributes.OPERATION_TYPE)))
				.singleElement()
				.satisfies((span) -> assertThat(span.attributes()).containsEntry(MessagingAttributes.SYSTEM, "rabbitmq")
					.containsEntry(MessagingAttributes.REDELIVERED, "false"));
		}
	}

	@Test
	void sendsMailWithinTraceOfConversionWhenMessageWasLost() {
		try (RunningNotifier notifier = start("soundlift.notifier.lost-after=0s")) {
			Conversion conversion = notifier.insert(TestConversion.completed().trace(TRACEPARENT));
			ReceivedSpan span = mailSpan(conversion);
			assertThat(span.traceId()).isEqualTo(TRACE);
			assertThat(span.parentSpanId()).isEqualTo(PARENT);
		}
	}

	@Test
	void recordsTheStepOfTheMailBesideTheConversion() {
		try (RunningNotifier notifier = start("soundlift.notifier.lost-after=1h")) {
			Conversion conversion = notifier.insert(TestConversion.completed());
			notifier.publish(conversion);
			List<JourneyStep> steps = await().until(() -> notifier.bean(MailSteps.class).of(conversion.id()),
					(found) -> !found.isEmpty());
			assertThat(steps).singleElement().satisfies((step) -> {
				assertThat(step.name()).isEqualTo("mail.send");
				assertThat(step.service()).isEqualTo("notifier");
				assertThat(step.attributes()).isEqualTo(Map.of("mailResult", "sent"));
				assertThat(step.endedAt()).isNotNull();
			});
		}
	}

	@Test
	void linksTheSpansOfConversionsThatOneMailNames() {
		try (RunningNotifier notifier = start("soundlift.notifier.lost-after=1h",
				"soundlift.notifier.mail-interval=3s")) {
			Conversion first = notifier.insert(TestConversion.completed());
			notifier.publish(first);
			mailSpan(first);
			List<Conversion> others = List.of(notifier.insert(TestConversion.completed().trace(TRACEPARENT)),
					notifier.insert(TestConversion.completed().trace(TRACEPARENT.replace(TRACE, OTHER_TRACE))));
			others.forEach(notifier::publish);
			List<ReceivedSpan> spans = others.stream().map(this::mailSpan).toList();
			assertThat(spans).extracting(ReceivedSpan::traceId).containsExactly(TRACE, OTHER_TRACE);
			assertThat(spans).extracting(ReceivedSpan::parentSpanId).containsOnly(PARENT);
			assertThat(spans).extracting((span) -> span.attributes().get(JourneyAttributes.MAIL_RESULT))
				.containsOnly("sent");
			assertThat(this.mail.messages()).hasSize(2);
			ReceivedSpan sending = spans.stream().filter((span) -> span.links().isEmpty()).findFirst().orElseThrow();
			assertThat(spans).filteredOn((span) -> span != sending)
				.singleElement()
				.satisfies((span) -> assertThat(span.links())
					.containsExactly(new ReceivedSpan.Link(sending.traceId(), sending.spanId())));
			for (Conversion other : others) {
				List<JourneyStep> steps = await().until(() -> notifier.bean(MailSteps.class).of(other.id()),
						(found) -> !found.isEmpty());
				assertThat(steps).singleElement()
					.satisfies((step) -> assertThat(step.attributes()).isEqualTo(Map.of("mailResult", "sent")));
			}
		}
	}

	private RunningNotifier start(String... properties) {
		return RunningNotifier.start(TestMongo.databaseName(), this.mail.port(),
				Stream
					.concat(Stream.of(properties),
							Stream.of("SOUNDLIFT_OTLP_ENDPOINT=" + this.receiver.endpoint(),
									"management.opentelemetry.tracing.export.schedule-delay=200ms"))
					.toArray(String[]::new));
	}

	private ReceivedSpan mailSpan(Conversion conversion) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> this.receiver.spans()
				.stream()
				.filter((span) -> span.name().equals("mail.send"))
				.filter((span) -> conversion.id().equals(span.attributes().get(JourneyAttributes.CONVERSION_ID)))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	/**
	 * Follow the notifier's spans up to the span that another service has started.
	 */
	private String ancestor(ReceivedSpan span) {
		String parent = span.parentSpanId();
		Optional<ReceivedSpan> next = find(parent);
		while (next.isPresent()) {
			parent = next.get().parentSpanId();
			next = find(parent);
		}
		return parent;
	}

	private Optional<ReceivedSpan> find(String spanId) {
		return this.receiver.spans(TRACE).stream().filter((span) -> span.spanId().equals(spanId)).findFirst();
	}

}
