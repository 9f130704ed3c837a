package io.soundlift.gateway.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.support.Secrets;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.TraceReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the spans of an upload and of the download that comes later.
 */
class DownloadTraceTests {

	private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

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
	void tellsTheIdAndTheVideoOnTheSpansOfTheUpload() {
		String id = upload();
		ReceivedSpan request = span(id, "SERVER", "http post /api/conversions");
		ReceivedSpan store = span(id, "INTERNAL", "video.store");
		assertThat(store.traceId()).isEqualTo(request.traceId());
		assertThat(store.attributes()).containsEntry(JourneyAttributes.VIDEO_BYTES, Integer.toString(CONTENT.length))
			.containsEntry(JourneyAttributes.VIDEO_CONTENT_TYPE, "video/mp4");
	}

	@Test
	void linksTheDownloadToTheJourneyFromATraceOfItsOwn() throws IOException {
		String id = upload();
		ReceivedSpan upload = span(id, "INTERNAL", "video.upload");
		complete(id);
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("anna", "/api/conversions/" + id + "/mp3").GET());
		assertThat(response.body()).isEqualTo(CONTENT);
		ReceivedSpan download = span(id, "SERVER", "http get /api/conversions/{id}/mp3");
		assertThat(download.traceId()).isNotEqualTo(upload.traceId());
		assertThat(download.parentSpanId()).isEmpty();
		assertThat(download.links()).containsExactly(new ReceivedSpan.Link(upload.traceId(), upload.spanId()));
	}

	@Test
	void linksNothingWhenTheConversionIsSomebodyElses() throws IOException {
		String id = upload();
		complete(id);
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.as("berta", "/api/conversions/" + id + "/mp3").GET());
		assertThat(response.statusCode()).isEqualTo(404);
		List<ReceivedSpan> downloads = await().atMost(Duration.ofMinutes(1))
			.until(() -> this.traces.spans()
				.stream()
				.filter((span) -> span.name().equals("http get /api/conversions/{id}/mp3"))
				.toList(), (spans) -> !spans.isEmpty());
		assertThat(downloads).singleElement().satisfies((span) -> {
			assertThat(span.links()).isEmpty();
			assertThat(span.attributes()).doesNotContainKey(JourneyAttributes.CONVERSION_ID);
		});
	}

	@Test
	void keepsTokenOfLinkOutOfSpans() throws IOException {
		String id = upload();
		complete(id);
		String token = Secrets.newToken();
		this.gateway.bean(Shares.class)
			.add(token, this.gateway.conversions().find(id).orElseThrow(), Instant.now().plus(Duration.ofHours(1)), 1,
					1);
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.anonymous("/shared/" + token + "/mp3"));
		assertThat(response.body()).isEqualTo(CONTENT);
		ReceivedSpan download = span(id, "SERVER", "http get /shared/{token}/mp3");
		assertThat(download.links()).hasSize(1);
		assertThat(this.traces.spans()).filteredOn((span) -> span.traceId().equals(download.traceId()))
			.allSatisfy((span) -> assertThat(span.toString()).doesNotContain(token));
	}

	private String upload() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(CONTENT)));
		assertThat(response.statusCode()).isEqualTo(202);
		return TestGateway.json(response).get("id").asString();
	}

	private void complete(String id) throws IOException {
		Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
		StoredFile file = this.gateway.files()
			.write(Bucket.MP3S, id, "audio/mpeg", new ByteArrayInputStream(CONTENT), CONTENT.length);
		assertThat(this.gateway.claims().complete(claimed, new Mp3(file, 1234, "talk.mp3"))).isTrue();
		this.gateway.files().confirm(file);
	}

	private ReceivedSpan span(String id, String kind, String name) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> this.traces.spans()
				.stream()
				.filter((span) -> span.kind().equals(kind) && span.name().equals(name))
				.filter((span) -> id.equals(span.attributes().get(JourneyAttributes.CONVERSION_ID)))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

}
