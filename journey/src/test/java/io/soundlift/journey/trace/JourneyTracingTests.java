package io.soundlift.journey.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.soundlift.testsupport.ReceivedSpan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JourneyTracing} and the filters of spans, on exported spans.
 */
class JourneyTracingTests {

	private static final String ID = "0f8fad5bd9cb469fa16570867728950e";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String SPAN = "00f067aa0ba902b7";

	private final TestTraces traces = new TestTraces();

	private final JourneyTracing tracing = this.traces.tracing();

	@AfterEach
	void close() {
		this.traces.close();
	}

	@Test
	void givesTheIdToSpansAroundTheCurrentOne() {
		observe("request", () -> observe("authorized", () -> this.tracing.isAbout(ID)));
		assertThat(conversionId("request")).isEqualTo(ID);
		assertThat(conversionId("authorized")).isEqualTo(ID);
	}

	@Test
	void givesTheIdToSpansOfLibrariesWithinAStep() {
		this.tracing.span("step", ID, () -> observe("library", () -> {
		}));
		assertThat(conversionId("library")).isEqualTo(ID);
		assertThat(this.traces.span("library").parentSpanId()).isEqualTo(this.traces.span("step").spanId());
	}

	@Test
	void givesTheIdThroughSpansThatAreSwitchedOff() {
		this.traces.observations().observationConfig().observationPredicate((name, context) -> !name.equals("off"));
		this.tracing.span("step", ID, () -> observe("off", () -> observe("library", () -> {
		})));
		assertThat(conversionId("library")).isEqualTo(ID);
	}

	@Test
	void keepsTheIdOfAStepWithinAnotherConversionsSpan() {
		this.tracing.span("outer", "another", () -> this.tracing.span("inner", ID, () -> {
		}));
		assertThat(conversionId("inner")).isEqualTo(ID);
	}

	@Test
	void logsWithinAStoredTraceWithoutASpan() {
		MDC.put(JourneyAttributes.CONVERSION_ID, "another");
		this.tracing.log(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"), ID, () -> {
			assertThat(MDC.get(JourneyAttributes.CONVERSION_ID)).isEqualTo(ID);
			assertThat(this.tracing.currentTraceId()).isEqualTo(TRACE);
		});
		assertThat(MDC.get(JourneyAttributes.CONVERSION_ID)).isEqualTo("another");
		assertThat(this.tracing.currentTraceId()).isNull();
		MDC.remove(JourneyAttributes.CONVERSION_ID);
	}

	@Test
	void givesNoIdWhenTheMessageNamesNone() {
		observe("message", () -> this.tracing.isAbout(null));
		assertThat(this.traces.span("message").attributes()).doesNotContainKey(JourneyAttributes.CONVERSION_ID);
	}

	@Test
	void givesLogLinesTheIdWithinASpan() {
		this.tracing.span("step", ID, () -> {
			assertThat(logged()).isEqualTo(ID);
			observe("library", () -> assertThat(logged()).isEqualTo(ID));
			this.tracing.span("inner", "another", () -> assertThat(logged()).isEqualTo("another"));
			assertThat(logged()).isEqualTo(ID);
		});
		assertThat(logged()).isNull();
	}

	@Test
	void givesLogLinesTheIdUntilTheRequestEnds() {
		observe("request", () -> {
			observe("authorized", () -> {
				assertThat(logged()).isNull();
				this.tracing.isAbout(ID);
				assertThat(logged()).isEqualTo(ID);
			});
			assertThat(logged()).isEqualTo(ID);
		});
		assertThat(logged()).isNull();
	}

	@Test
	void givesLogLinesTheIdThroughSpansThatAreSwitchedOff() {
		this.traces.observations().observationConfig().observationPredicate((name, context) -> !name.equals("off"));
		this.tracing.span("step", ID, () -> observe("off", () -> {
			observe("library", () -> assertThat(logged()).isEqualTo(ID));
			assertThat(logged()).isEqualTo(ID);
		}));
		observe("off", () -> {
			this.tracing.span("step", ID, () -> assertThat(logged()).isEqualTo(ID));
			assertThat(logged()).isNull();
		});
	}

	@Test
	void givesLogLinesTheIdInThreadsThatTheSpanIsHandedTo() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		List<String> seen = new CopyOnWriteArrayList<>();
		Runnable look = () -> seen.add(String.valueOf(logged()));
		try {
			this.tracing.span("step", ID, () -> {
				thread.execute(ContextSnapshotFactory.builder().build().captureAll().wrap(look));
				thread.execute(look);
			});
		}
		finally {
			thread.shutdown();
		}
		assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(seen).containsExactly(ID, "null");
	}

	@Test
	void givesLogLinesNoIdOutsideOfSpans() {
		this.tracing.isAbout(ID);
		assertThat(logged()).isNull();
	}

	private static @Nullable String logged() {
		return MDC.get(JourneyAttributes.CONVERSION_ID);
	}

	@Test
	void linksTheOutermostSpanAndLeavesItInItsOwnTrace() {
		receive("request", () -> observe("authorized",
				() -> this.tracing.link(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))));
		assertThat(this.traces.span("request").links()).containsExactly(new ReceivedSpan.Link(TRACE, SPAN));
		assertThat(this.traces.span("request").traceId()).isNotEqualTo(TRACE);
		assertThat(this.traces.span("authorized").links()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01" })
	void linksNothingWhenTheStoredContextIsNone(String traceparent) {
		observe("request", () -> this.tracing.link(Map.of("traceparent", traceparent)));
		assertThat(this.traces.span("request").links()).isEmpty();
	}

	@Test
	void tellsTheBrokerAndTheOperationOnASentMessage() {
		Message message = new Message(new byte[0], new MessageProperties());
		RabbitMessageSenderContext context = new RabbitMessageSenderContext(message, "template", "video.uploaded",
				"video.uploaded");
		Observation.createNotStarted("send", () -> context, this.traces.observations()).observe(() -> {
		});
		assertThat(this.traces.span("send").attributes()).containsEntry(MessagingAttributes.SYSTEM, "rabbitmq")
			.containsEntry(MessagingAttributes.OPERATION_TYPE, "send")
			.doesNotContainKey(MessagingAttributes.REDELIVERED);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tellsWhetherAReceivedMessageWasDeliveredBefore(boolean redelivered) {
		Message message = new Message(new byte[0], new MessageProperties());
		message.getMessageProperties().setRedelivered(redelivered);
		RabbitMessageReceiverContext context = new RabbitMessageReceiverContext(message, "listener");
		Observation.createNotStarted("receive", () -> context, this.traces.observations()).observe(() -> {
		});
		assertThat(this.traces.span("receive").attributes()).containsEntry(MessagingAttributes.SYSTEM, "rabbitmq")
			.containsEntry(MessagingAttributes.OPERATION_TYPE, "process")
			.containsEntry(MessagingAttributes.REDELIVERED, Boolean.toString(redelivered));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void marksTheStepThatFollowsFromARedelivery(boolean redelivered) {
		Message message = new Message(new byte[0], new MessageProperties());
		message.getMessageProperties().setRedelivered(redelivered);
		RabbitMessageReceiverContext context = new RabbitMessageReceiverContext(message, "listener");
		List<JourneyStep> steps = new ArrayList<>();
		Observation.createNotStarted("receive", () -> context, this.traces.observations())
			.observe(() -> observe("function", () -> this.tracing.span("convert", ID, () -> {
				this.tracing.span("video.fetch", ID, () -> {
				});
				steps.add(Objects.requireNonNull(this.tracing.ongoingStep()));
			})));
		assertThat(steps).singleElement().satisfies((step) -> {
			assertThat(step.attributes()).isEqualTo(redelivered ? Map.of("redelivered", true) : Map.of());
			assertThat(step.parts()).singleElement().satisfies((part) -> assertThat(part.attributes()).isEmpty());
		});
	}

	@Test
	void marksNoStepThatContinuesAnotherTraceThanThatOfTheMessage() {
		Message message = new Message(new byte[0], new MessageProperties());
		message.getMessageProperties().setRedelivered(true);
		RabbitMessageReceiverContext context = new RabbitMessageReceiverContext(message, "listener");
		List<JourneyStep> steps = new ArrayList<>();
		Observation.createNotStarted("receive", () -> context, this.traces.observations())
			.observe(() -> this.tracing.continued(Map.of(), "convert", ID,
					() -> steps.add(Objects.requireNonNull(this.tracing.ongoingStep()))));
		assertThat(steps).singleElement().satisfies((step) -> assertThat(step.attributes()).isEmpty());
	}

	@Test
	void keepsWhatIsKnownOfAStepAndNothingThatIsInside() {
		List<JourneyStep> steps = new ArrayList<>();
		this.tracing.span("convert", ID, () -> {
			this.tracing.tag(JourneyAttributes.FAILURE_CODE, "inner code with spaces");
			this.tracing.tag("server.address", "inner-host");
			this.tracing.tag(JourneyAttributes.ENCODE_SPEED, Double.NaN);
			this.tracing.tag(JourneyAttributes.CLAIM_LOST, "false");
			this.tracing.tag(JourneyAttributes.ATTEMPT, 2);
			assertThatIllegalStateException().isThrownBy(() -> this.tracing.span("audio.probe", ID, () -> {
				this.tracing.tag(JourneyAttributes.VIDEO_FORMAT, "matroska,webm");
				throw new IllegalStateException("inner-exception");
			}));
			steps.add(Objects.requireNonNull(this.tracing.endingStep()));
		});
		JourneyStep convert = steps.get(0);
		assertThat(convert.attributes()).isEqualTo(Map.of("attempt", 2L));
		assertThat(convert.failed()).isFalse();
		assertThat(convert.endedAt()).isNotNull();
		assertThat(convert.parts()).singleElement().satisfies((probe) -> {
			assertThat(probe.failed()).isTrue();
			assertThat(probe.endedAt()).isNotNull();
			assertThat(probe.attributes()).isEqualTo(Map.of("videoFormat", "matroska,webm"));
		});
		assertThat(convert.toString()).doesNotContain("inner");
	}

	@Test
	void seesTheStepFromThreadsThatTheSpanIsHandedTo() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		List<String> seen = new CopyOnWriteArrayList<>();
		Runnable look = () -> {
			JourneyStep step = this.tracing.ongoingStep();
			seen.add((step != null) ? step.name() : "none");
		};
		try {
			this.tracing.span("convert", ID, () -> this.tracing.span("audio.encode", ID, () -> {
				thread.execute(ContextSnapshotFactory.builder().build().captureAll().wrap(look));
				thread.execute(look);
			}));
		}
		finally {
			thread.shutdown();
		}
		assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(seen).containsExactly("convert", "none");
	}

	private void receive(String name, Runnable work) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, Kind.SERVER);
		context.setCarrier(Map.of());
		Observation.createNotStarted(name, () -> context, this.traces.observations()).observe(work);
	}

	private void observe(String name, Runnable work) {
		Observation.createNotStarted(name, this.traces.observations()).observe(work);
	}

	private String conversionId(String span) {
		return this.traces.span(span).attributes().getOrDefault(JourneyAttributes.CONVERSION_ID, "");
	}

}
