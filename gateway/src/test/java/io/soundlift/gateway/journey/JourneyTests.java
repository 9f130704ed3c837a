package io.soundlift.gateway.journey;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Predicate;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.TraceReceiver;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what an owner is told of a conversion's journey.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTests {

	private static final String CONVERSION_ID = "soundlift.conversion.id";

	private static final String CONVERT = "00000000000000c1";

	private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

	private final TraceReceiver traces = TraceReceiver.start();

	private final TestGateway gateway = new TestGateway(
			"--management.opentelemetry.tracing.export.otlp.endpoint=" + this.traces.endpoint(),
			"--management.opentelemetry.tracing.export.schedule-delay=100ms",
			"--soundlift.gateway.tempo-url=" + this.traces.tempoUrl(),
			"--soundlift.gateway.grafana-url=https://grafana.example/sub");

	@AfterAll
	void stop() {
		this.gateway.close();
		this.traces.close();
	}

	@Test
	void tellsAllStepsOfAConversionAndItsDownload() throws IOException {
		Conversion conversion = upload();
		JsonNode upload = awaitJourney(conversion.id(), (journey) -> has(journey, "outbox.publish"));
		String publish = step(upload, "outbox.publish").path("id").asString();
		Instant begin = Instant.now();
		complete(conversion.id());
		send(span(conversion, "converter", "video.uploaded.converter receive", "00000000000000b1").in(publish)
			.at(begin, 500)
			.with("messaging.redelivered", "true"),
				span(conversion, "converter", "convert", CONVERT).in("00000000000000b1")
					.at(begin.plusMillis(100), 300)
					.with("soundlift.conversion.attempt", 1)
					.with("soundlift.queue.wait_ms", 40)
					.with("soundlift.conversion.claim_lost", "false"),
				span(conversion, "converter", "audio.encode", "00000000000000c2").in(CONVERT)
					.at(begin.plusMillis(150), 200)
					.with("soundlift.audio.duration_ms", 61000)
					.with("soundlift.encode.speed", 34.5),
				span(conversion, "notifier", "mail.send", "00000000000000d1").in("00000000000000c2")
					.at(begin.plusMillis(450), 20)
					.with("soundlift.mail.result", "sent"));
		HttpResponse<byte[]> mp3 = this.gateway
			.send(this.gateway.as("anna", "/api/conversions/" + conversion.id() + "/mp3").GET());
		assertThat(mp3.body()).isEqualTo(CONTENT);

		JsonNode journey = awaitJourney(conversion.id(), (found) -> !found.path("downloads").isEmpty());
		assertThat(journey.path("steps").valueStream().map((step) -> step.path("technicalName").asString()).distinct())
			.as("order")
			.containsExactly("video.upload", "video.store", "outbox.publish", "queue.wait", "convert", "audio.encode",
					"mail.send");
		assertThat(journey.path("steps").valueStream().map((step) -> step.path("status").asString()))
			.containsOnly("OK");
		JsonNode store = step(journey, "video.store");
		assertThat(store.path("name").asString()).isEqualTo("Store the video");
		assertThat(store.path("service").asString()).isEqualTo("gateway");
		assertThat(store.path("parentId").asString()).isEqualTo(step(journey, "video.upload").path("id").asString());
		assertThat(store.at("/attributes/videoBytes").asInt()).isEqualTo(CONTENT.length);
		JsonNode encode = step(journey, "audio.encode");
		assertThat(encode.path("parentId").asString()).isEqualTo(CONVERT);
		assertThat(encode.path("durationMillis").asDouble()).isEqualTo(200);
		assertThat(encode.at("/attributes/encodeSpeed").asDouble()).isEqualTo(34.5);
		assertThat(encode.path("offsetMillis").asDouble() - step(journey, "convert").path("offsetMillis").asDouble())
			.isEqualTo(50, within(0.01));
		assertThat(step(journey, "convert").has("parentId")).as("follows by message").isFalse();
		assertThat(step(journey, "convert").at("/attributes/redelivered").asBoolean()).isTrue();
		assertThat(step(journey, "convert").path("attributes").has("claimLost")).isFalse();
		assertThat(step(journey, "queue.wait").path("durationMillis").asDouble()).isEqualTo(40);
		assertThat(step(journey, "mail.send").has("parentId")).as("of another service").isFalse();
		assertThat(journey.path("truncated").asBoolean()).isFalse();
		assertThat(journey.path("downloads")).hasSize(1);
		assertThat(journey.at("/downloads/0/traceId").asString()).isNotEqualTo(conversion.traceId());
		assertThat(journey.at("/links/grafana").asString()).startsWith(
				"https://grafana.example/sub/d/soundlift-journey?var-conversion_id=" + conversion.id() + "&from=");
	}

	@Test
	void isForTheOwnerWithTheScopeForReading() {
		Conversion conversion = upload();
		String path = "/api/conversions/" + conversion.id() + "/journey";
		HttpResponse<byte[]> foreign = this.gateway.send(this.gateway.as("berta", path));
		assertThat(foreign.statusCode()).isEqualTo(404);
		assertThat(TestGateway.json(foreign).path("code").asString()).isEqualTo("no-such-conversion");
		assertThat(this.gateway.send(this.gateway.anonymous(path)).statusCode()).isEqualTo(401);
		assertThat(status(path, "conversions:write")).isEqualTo(403);
		assertThat(status(path, "conversions:read")).isEqualTo(200);
		assertThat(status("/api/conversions/" + "0".repeat(32) + "/journey", "conversions:read")).isEqualTo(404);
	}

	private int status(String path, String scope) {
		String token = this.gateway.authServer().token("anna", scope);
		return this.gateway.send(this.gateway.anonymous(path).header("Authorization", "Bearer " + token)).statusCode();
	}

	@Test
	void letsNothingOutThatIsInside() {
		Conversion conversion = upload();
		send(span(conversion, "converter", "convert", CONVERT).with("db.statement", "find-inner-collection")
			.with("server.address", "10.1.2.3")
			.with("soundlift.failure.code", "inner code with spaces")
			.with("soundlift.encode.speed", "inner-speed")
			.with("soundlift.video.format", "<inner>")
			.failed("inner-exception"),
				span(conversion, "converter", "find inner.conversions", "00000000000000c2").in(CONVERT),
				span(conversion, "inner-service", "mail.send", "00000000000000c3").in(CONVERT),
				span(conversion, "converter", "audio.probe", "00000000000000c4").in("00000000000000c2")
					.with("soundlift.video.format", "matroska,webm"));
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "convert"));
		assertThat(journey.toString()).doesNotContain("inner").doesNotContain("10.1.2.3");
		assertThat(step(journey, "convert").path("status").asString()).isEqualTo("FAILED");
		assertThat(step(journey, "convert").path("attributes")).isEmpty();
		JsonNode probe = step(journey, "audio.probe");
		assertThat(probe.path("parentId").asString()).as("nearest that is shown").isEqualTo(CONVERT);
		assertThat(probe.at("/attributes/videoFormat").asString()).isEqualTo("matroska,webm");
	}

	@Test
	void showsNoSpansOfOtherConversions() throws IOException {
		Conversion conversion = upload();
		Conversion other = upload();
		complete(conversion.id());
		String download = "http get /api/conversions/{id}/mp3";
		send(new TestSpan(traceId(conversion), "converter", "audio.encode", "00000000000000a1").with(CONVERSION_ID,
				other.id()),
				new TestSpan("a".repeat(32), "gateway", download, "00000000000000a2").linkedTo(traceId(conversion))
					.with(CONVERSION_ID, other.id()),
				new TestSpan("b".repeat(32), "gateway", download, "00000000000000a3").linkedTo(traceId(other))
					.with(CONVERSION_ID, conversion.id()),
				new TestSpan("c".repeat(32), "gateway", download, "00000000000000a4").linkedTo(traceId(conversion))
					.with(CONVERSION_ID, conversion.id()),
				span(conversion, "converter", "mp3.store", "00000000000000a5"));
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "mp3.store"));
		assertThat(has(journey, "audio.encode")).isFalse();
		assertThat(journey.path("downloads").valueStream().map((found) -> found.path("traceId").asString()))
			.containsExactly("c".repeat(32));
	}

	@Test
	void tellsRetriesAndFailures() {
		Conversion conversion = upload();
		Instant begin = Instant.now();
		this.gateway.claims()
			.fail(this.gateway.claims().claim(conversion.id(), "w", Duration.ofMinutes(1)).orElseThrow(),
					new Failure("no-audio", "The video has no sound."));
		send(span(conversion, "converter", "convert", CONVERT).at(begin, 100).with("soundlift.conversion.attempt", "1"),
				span(conversion, "converter", "video.fetch", "00000000000000c2").in(CONVERT)
					.at(begin.plusMillis(10), 20)
					.failed("broken"),
				span(conversion, "converter", "convert", "00000000000000c3").at(begin.plusMillis(900), 100)
					.with("soundlift.conversion.attempt", "2")
					.with("soundlift.failure.code", "no-audio"),
				span(conversion, "notifier", "mail.send", "00000000000000d1").at(begin.plusMillis(1100), 10)
					.with("soundlift.mail.result", "waiting"),
				span(conversion, "notifier", "mail.send", "00000000000000d2").at(begin.plusMillis(1900), 10)
					.with("soundlift.mail.result", "sent"));
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "mail.send"));
		assertThat(journey.path("steps")
			.valueStream()
			.filter((step) -> !step.path("service").asString().equals("gateway"))
			.map((step) -> step.path("name").asString() + " " + step.path("status").asString()))
			.containsExactly("Convert FAILED", "Fetch the video FAILED", "Convert, attempt 2 FAILED",
					"Send the mail FAILED", "Send the mail OK");
		assertThat(journey.toString()).contains("\"failureCode\":\"no-audio\"").doesNotContain("broken");
	}

	@Test
	void tellsWhatIsGoingOn() {
		Conversion conversion = upload();
		JsonNode waiting = awaitJourney(conversion.id(), (found) -> has(found, "video.upload"));
		assertThat(step(waiting, "queue.wait").path("status").asString()).isEqualTo("RUNNING");
		this.gateway.claims().claim(conversion.id(), "w", Duration.ofMinutes(1)).orElseThrow();
		send(span(conversion, "converter", "video.fetch", "00000000000000c2").in(CONVERT));
		JsonNode converting = awaitJourney(conversion.id(), (found) -> has(found, "video.fetch"));
		assertThat(has(converting, "queue.wait")).isFalse();
		assertThat(step(converting, "convert").path("status").asString()).isEqualTo("RUNNING");
		assertThat(step(converting, "video.fetch").path("parentId").asString())
			.isEqualTo(step(converting, "convert").path("id").asString());
	}

	@Test
	void endsThoughSpansAreEachOthersParents() {
		Conversion conversion = upload();
		send(span(conversion, "converter", "convert", CONVERT).in("00000000000000c2"),
				span(conversion, "converter", "find", "00000000000000c2").in("00000000000000c3"),
				span(conversion, "converter", "find", "00000000000000c3").in("00000000000000c2"),
				span(conversion, "converter", "audio.probe", "00000000000000c4").in("00000000000000c4"));
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "convert"));
		assertThat(has(journey, "audio.probe")).isTrue();
	}

	@Test
	void saysWhenNothingIsRecorded() {
		Conversion conversion = upload();
		try (TraceReceiver empty = TraceReceiver.start()) {
			TestGateway other = this.gateway.replica("--soundlift.gateway.tempo-url=" + empty.tempoUrl());
			try {
				HttpResponse<byte[]> live = journey(other, conversion.id());
				assertThat(live.statusCode()).as("spans may still come").isEqualTo(200);
				assertThat(TestGateway.json(live).path("steps")).hasSize(1);
				this.gateway.claims()
					.fail(this.gateway.claims().claim(conversion.id(), "w", Duration.ofMinutes(1)).orElseThrow(),
							new Failure("no-audio", "The video has no sound."));
				assertThat(journey(other, conversion.id()).statusCode()).as("spans may still come").isEqualTo(200);
				this.gateway.bean(MongoDatabaseFactory.class)
					.getMongoDatabase()
					.getCollection("conversions")
					.updateOne(new Document("_id", conversion.id()), new Document("$set",
							new Document("finishedAt", Date.from(Instant.now().minusSeconds(61)))));
				assertProblem(journey(other, conversion.id()), 404, "journey-not-recorded");
			}
			finally {
				other.stop();
			}
		}
	}

	@Test
	void saysThatNothingIsRecordedWithoutTempo() {
		Conversion conversion = upload();
		TestGateway other = this.gateway.replica();
		try {
			assertProblem(journey(other, conversion.id()), 404, "journey-not-recorded");
		}
		finally {
			other.stop();
		}
	}

	@Test
	void saysWhenTracesCantBeRead() {
		Conversion conversion = upload();
		TestGateway other = this.gateway.replica("--soundlift.gateway.tempo-url=http://127.0.0.1:1/inner");
		try {
			HttpResponse<byte[]> response = journey(other, conversion.id());
			assertProblem(response, 503, "journey-unavailable");
			assertThat(response.headers().firstValue("Retry-After")).contains("10");
			assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
			assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("inner", "127.0");
		}
		finally {
			other.stop();
		}
	}

	private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(TestGateway.json(response).path("code").asString()).isEqualTo(code);
	}

	private static HttpResponse<byte[]> journey(TestGateway gateway, String id) {
		return gateway.send(gateway.as("anna", "/api/conversions/" + id + "/journey"));
	}

	private JsonNode awaitJourney(String id, Predicate<JsonNode> condition) {
		return await().atMost(Duration.ofMinutes(1)).until(() -> {
			HttpResponse<byte[]> response = journey(this.gateway, id);
			if (response.statusCode() == 503) {
				// whoever keeps the spans was slower than the gateway waits
				return MissingNode.getInstance();
			}
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=1, private");
			return TestGateway.json(response);
		}, condition);
	}

	private static JsonNode step(JsonNode journey, String technicalName) {
		return journey.path("steps")
			.valueStream()
			.filter((step) -> step.path("technicalName").asString().equals(technicalName))
			.findFirst()
			.orElse(MissingNode.getInstance());
	}

	private static boolean has(JsonNode journey, String technicalName) {
		return !step(journey, technicalName).isMissingNode();
	}

	private TestSpan span(Conversion conversion, String service, String name, String id) {
		return new TestSpan(traceId(conversion), service, name, id).with(CONVERSION_ID, conversion.id());
	}

	private static String traceId(Conversion conversion) {
		assertThat(conversion.traceId()).isNotNull();
		return conversion.traceId();
	}

	private void send(TestSpan... spans) {
		TestSpan.send(this.traces.endpoint(), spans);
	}

	private Conversion upload() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(CONTENT)));
		assertThat(response.statusCode()).isEqualTo(202);
		return this.gateway.conversions()
			.findOwned(TestGateway.json(response).get("id").asString(), "anna")
			.orElseThrow();
	}

	private void complete(String id) throws IOException {
		Conversion claimed = this.gateway.claims().claim(id, "w", Duration.ofMinutes(1)).orElseThrow();
		StoredFile file = this.gateway.files()
			.write(Bucket.MP3S, id, "audio/mpeg", new ByteArrayInputStream(CONTENT), CONTENT.length);
		assertThat(this.gateway.claims().complete(claimed, new Mp3(file, 1234, "talk.mp3"))).isTrue();
		this.gateway.files().confirm(file);
	}

}
