package io.soundlift.gateway.resumable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.TraceReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the trace of an upload in several requests.
 */
class ResumableTraceTests {

	private final TraceReceiver traces = TraceReceiver.start();

	private final TestGateway gateway = new TestGateway(
			"--management.opentelemetry.tracing.export.otlp.endpoint=" + this.traces.endpoint(),
			"--management.opentelemetry.tracing.export.schedule-delay=100ms");

	@AfterEach
	void stop() {
		this.gateway.close();
		this.traces.close();
	}

	@Test
	void isOneTraceFromTheCreationToTheConversion() {
		TusClient client = new TusClient(this.gateway, "anna");
		byte[] video = TusClient.video(1000);
		String path = client.create(video.length);
		client.patch(path, video, 0, 500);
		client.patch(path, video, 500, 1000);
		Conversion conversion = this.gateway.conversions().find(TusClient.id(path)).orElseThrow();
		List<ReceivedSpan> uploads = spans("video.upload", 2);
		ReceivedSpan creation = spans("http post /api/uploads", 1).get(0);
		assertThat(creation.attributes()).containsEntry(JourneyAttributes.CONVERSION_ID, conversion.id());
		assertThat(uploads).allSatisfy((span) -> {
			assertThat(span.traceId()).isEqualTo(creation.traceId()).isEqualTo(conversion.traceId());
			assertThat(span.attributes()).containsEntry(JourneyAttributes.CONVERSION_ID, conversion.id());
		});
		assertThat(conversion.journey().steps()).filteredOn((step) -> step.name().equals("video.upload"))
			.as("one step from the creation on")
			.singleElement()
			.satisfies((step) -> assertThat(step.startedAt())
				.isBefore(uploads.stream().map(ReceivedSpan::start).min(Instant::compareTo).orElseThrow()));
		assertThat(conversion.trace().get("traceparent")).contains(creation.traceId());
		assertThat(spans("http patch /api/uploads/{id}", 2)).allSatisfy((request) -> {
			assertThat(request.traceId()).isNotEqualTo(creation.traceId());
			assertThat(request.links()).extracting(ReceivedSpan.Link::traceId).containsExactly(creation.traceId());
		});
	}

	private List<ReceivedSpan> spans(String name, int count) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> this.traces.spans().stream().filter((span) -> span.name().equals(name)).toList(),
					(spans) -> spans.size() == count);
	}

}
