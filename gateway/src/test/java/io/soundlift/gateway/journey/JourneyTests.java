package io.soundlift.gateway.journey;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.MessagingAttributes;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what an owner is told of a conversion's journey.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTests {

	private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.grafana-url=https://grafana.example/sub");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void tellsAllStepsOfAConversionAndItsDownload() {
		Conversion conversion = upload(this.gateway);
		convert(conversion);
		JsonNode journey = awaitJourney(conversion.id(), JourneyTests::isQuiet);
		assertThat(journey.path("steps").valueStream().map((step) -> step.path("technicalName").asString()).distinct())
			.as("order")
			.containsExactly("video.upload", "video.store", "outbox.publish", "queue.wait", "convert", "audio.encode",
					"mail.send");
		assertThat(journey.path("steps").valueStream().map((step) -> step.path("status").asString()))
			.containsOnly("OK");
		assertThat(names(journey)).contains("Ask for a converter", "Ask for the mail");
		JsonNode store = step(journey, "video.store");
		assertThat(store.path("name").asString()).isEqualTo("Store the video");
		assertThat(store.path("service").asString()).isEqualTo("gateway");
		assertThat(store.path("parentId").asString()).isEqualTo(step(journey, "video.upload").path("id").asString());
		assertThat(store.at("/attributes/videoBytes").asInt()).isEqualTo(CONTENT.length);
		assertThat(step(journey, "outbox.publish").at("/attributes/tries").asInt()).isPositive();
		assertThat(step(journey, "outbox.publish").path("attributes").has("event")).isFalse();
		JsonNode convert = step(journey, "convert");
		JsonNode encode = step(journey, "audio.encode");
		assertThat(encode.path("parentId").asString()).isEqualTo(convert.path("id").asString());
		assertThat(encode.path("service").asString()).isEqualTo("converter");
		assertThat(encode.path("durationMillis").asDouble()).isEqualTo(200);
		assertThat(encode.at("/attributes/encodeSpeed").asDouble()).isEqualTo(34.5);
		assertThat(encode.path("offsetMillis").asDouble() - convert.path("offsetMillis").asDouble()).isEqualTo(50);
		assertThat(convert.has("parentId")).as("follows by message").isFalse();
		assertThat(convert.at("/attributes/redelivered").asBoolean()).isTrue();
		assertThat(convert.path("attributes").has("claimLost")).isFalse();
		assertThat(step(journey, "queue.wait").path("durationMillis").asDouble()).isEqualTo(40);
		assertThat(step(journey, "mail.send").has("parentId")).as("of another service").isFalse();
		assertThat(step(journey, "mail.send").path("durationMillis").asDouble()).isEqualTo(20);
		assertThat(journey.path("truncated").asBoolean()).isFalse();
		assertThat(journey.path("downloads")).isEmpty();
		assertThat(journey.path("traceId").asString()).isEqualTo(conversion.traceId());
		assertThat(journey.at("/links/grafana").asString()).startsWith(
				"https://grafana.example/sub/d/soundlift-journey?var-conversion_id=" + conversion.id() + "&from=");

		HttpResponse<byte[]> mp3 = this.gateway
			.send(this.gateway.as("anna", "/api/conversions/" + conversion.id() + "/mp3").GET());
		assertThat(mp3.body()).isEqualTo(CONTENT);
		// the answer may come before its end is recorded
		JsonNode later = awaitJourney(conversion.id(), (found) -> !found.path("downloads").isEmpty());
		assertThat(later.path("downloads")).singleElement().satisfies((download) -> {
			assertThat(download.path("name").asString()).isEqualTo("Download the MP3");
			assertThat(download.path("status").asString()).isEqualTo("OK");
			assertThat(download.path("traceId").asString()).matches("[0-9a-f]{32}").isNotEqualTo(conversion.traceId());
		});
		assertThat(later.path("steps")).isEqualTo(journey.path("steps"));
	}

	@Test
	void tellsTheSameAfterARestart() {
		Conversion conversion = upload(this.gateway);
		convert(conversion);
		JsonNode journey = awaitJourney(conversion.id(), JourneyTests::isQuiet);
		TestGateway next = this.gateway.replica("--soundlift.gateway.grafana-url=https://grafana.example/sub");
		try {
			assertThat(journey(next, conversion.id())).isEqualTo(journey);
		}
		finally {
			next.stop();
		}
	}

	@Test
	void tellsTheStepsWithoutTracing() {
		TestGateway untraced = this.gateway
			.replica("--spring.autoconfigure.exclude=" + "org.springframework.boot.micrometer.tracing.opentelemetry"
					+ ".autoconfigure.OpenTelemetryTracingAutoConfiguration");
		try {
			Conversion conversion = upload(untraced);
			assertThat(conversion.traceId()).isNull();
			JsonNode journey = await().until(() -> journey(untraced, conversion.id()),
					(found) -> step(found, "outbox.publish").path("status").asString().equals("OK"));
			assertThat(has(journey, "video.store")).isTrue();
			assertThat(step(journey, "queue.wait").path("status").asString()).isEqualTo("RUNNING");
			assertThat(journey.has("traceId")).isFalse();
		}
		finally {
			untraced.stop();
		}
	}

	@Test
	void isForTheOwnerWithTheScopeForReading() {
		Conversion conversion = upload(this.gateway);
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
		Conversion conversion = upload(this.gateway);
		TestSteps steps = new TestSteps(this.gateway);
		Conversion claimed = steps.claim(conversion);
		steps.attempt(claimed, 0, () -> {
			steps.tracing().tag("db.statement", "find-inner-collection");
			steps.tracing().tag("server.address", "10.1.2.3");
			steps.tracing().tag(JourneyAttributes.FAILURE_CODE, "inner code with spaces");
			steps.tracing().tag(JourneyAttributes.MP3_BYTES, "<inner>");
			assertThatIllegalStateException()
				.isThrownBy(() -> steps.tracing().span("audio.probe", conversion.id(), () -> {
					steps.tracing().tag(JourneyAttributes.VIDEO_FORMAT, "matroska,webm");
					throw new IllegalStateException("inner-exception");
				}));
			steps.tracing().span("inner.step", conversion.id(), () -> {
			});
			steps.claims().retryLater(claimed, LEASE);
		});
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "audio.probe"));
		assertThat(journey.toString()).doesNotContain("inner").doesNotContain("10.1.2.3");
		assertThat(step(journey, "convert").path("status").asString()).isEqualTo("FAILED");
		assertThat(step(journey, "convert").path("attributes").propertyNames()).containsExactlyInAnyOrder("attempt",
				"queueWaitMillis");
		JsonNode probe = step(journey, "audio.probe");
		assertThat(probe.path("parentId").asString()).isEqualTo(step(journey, "convert").path("id").asString());
		assertThat(probe.at("/attributes/videoFormat").asString()).isEqualTo("matroska,webm");
	}

	@Test
	void showsNoStepsOfOtherConversions() {
		Conversion conversion = upload(this.gateway);
		Conversion other = upload(this.gateway);
		convert(other);
		this.gateway.send(this.gateway.as("anna", "/api/conversions/" + other.id() + "/mp3").GET());
		awaitJourney(other.id(), (found) -> !found.path("downloads").isEmpty());
		JsonNode journey = awaitJourney(conversion.id(), (found) -> has(found, "outbox.publish"));
		assertThat(has(journey, "convert")).isFalse();
		assertThat(has(journey, "mail.send")).isFalse();
		assertThat(journey.path("downloads")).isEmpty();
	}

	@Test
	void tellsRetriesAndFailures() {
		Conversion conversion = upload(this.gateway);
		TestSteps steps = new TestSteps(this.gateway);
		Conversion first = steps.claim(conversion);
		steps.attempt(first, 0, () -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> steps.tracing().span("video.fetch", conversion.id(), () -> {
					steps.pass(20);
					throw new IllegalStateException("broken");
				}));
			steps.claims().retryLater(first, Duration.ofSeconds(1));
		});
		steps.pass(1000);
		Conversion second = steps.claim(conversion);
		steps.attempt(second, 0, () -> {
			steps.tracing().tag(JourneyAttributes.FAILURE_CODE, "no-audio");
			steps.claims().fail(second, new Failure("no-audio", "The video has no sound."));
		});
		steps.pass(100);
		steps.mail(conversion, "waiting");
		steps.pass(800);
		steps.mail(conversion, "sent");
		JsonNode journey = awaitJourney(conversion.id(), JourneyTests::isQuiet);
		assertThat(journey.path("steps")
			.valueStream()
			.filter((step) -> !step.path("service").asString().equals("gateway"))
			.filter((step) -> !step.path("technicalName").asString().equals("queue.wait"))
			.map((step) -> step.path("name").asString() + " " + step.path("status").asString()))
			.containsExactly("Convert FAILED", "Fetch the video FAILED", "Convert, attempt 2 FAILED",
					"Send the mail FAILED", "Send the mail OK");
		assertThat(journey.toString()).contains("\"failureCode\":\"no-audio\"").doesNotContain("broken");
	}

	@Test
	void tellsWhatIsGoingOn() {
		Conversion conversion = upload(this.gateway);
		JsonNode waiting = awaitJourney(conversion.id(), (found) -> has(found, "video.upload"));
		assertThat(step(waiting, "queue.wait").path("status").asString()).isEqualTo("RUNNING");
		TestSteps steps = new TestSteps(this.gateway);
		Conversion claimed = steps.claim(conversion);
		JsonNode claim = awaitJourney(conversion.id(), (found) -> has(found, "convert"));
		assertThat(has(claim, "queue.wait")).isFalse();
		assertThat(step(claim, "convert").path("status").asString()).isEqualTo("RUNNING");
		steps.attempt(claimed, 0, () -> {
			steps.tracing().span("video.fetch", conversion.id(), () -> {
			});
			steps.tracing().span("audio.encode", conversion.id(), () -> {
				steps.claims().renewLease(claimed, new Progress(Phase.ENCODING, 1, null, null), LEASE);
				JsonNode converting = awaitJourney(conversion.id(), (found) -> has(found, "video.fetch"));
				assertThat(step(converting, "convert").path("status").asString()).isEqualTo("RUNNING");
				assertThat(step(converting, "convert").path("id")).isEqualTo(step(claim, "convert").path("id"));
				assertThat(step(converting, "video.fetch").path("parentId").asString())
					.isEqualTo(step(converting, "convert").path("id").asString());
				assertThat(step(converting, "video.fetch").path("status").asString()).isEqualTo("OK");
				assertThat(step(converting, "audio.encode").path("status").asString()).isEqualTo("RUNNING");
			});
		});
	}

	@Test
	void tellsThatAnAttemptWasTakenOver() {
		Conversion conversion = upload(this.gateway);
		TestSteps steps = new TestSteps(this.gateway);
		Conversion lost = steps.claim(conversion);
		steps.attempt(lost, 0,
				() -> steps.tracing()
					.span("video.fetch", conversion.id(),
							() -> steps.claims().renewLease(lost, new Progress(Phase.FETCHING, 0, null, null), LEASE)));
		steps.pass(LEASE.toMillis() + 1);
		steps.claim(conversion);
		JsonNode journey = awaitJourney(conversion.id(), (found) -> names(found).contains("Convert, attempt 2"));
		JsonNode first = step(journey, "convert");
		assertThat(first.path("status").asString()).isEqualTo("FAILED");
		assertThat(first.at("/attributes/claimLost").asBoolean()).isTrue();
		assertThat(step(journey, "video.fetch").path("status").asString()).isEqualTo("FAILED");
	}

	@Test
	void tellsWhatFollowsFromAConversionOfAnEarlierVersion() {
		Conversion conversion = upload(this.gateway);
		awaitJourney(conversion.id(), JourneyTests::isPublished);
		Claims claims = this.gateway.claims();
		claims.fail(claims.claim(conversion.id(), "w", LEASE).orElseThrow(),
				new Failure("no-audio", "The video has no sound."));
		awaitJourney(conversion.id(), JourneyTests::isPublished);
		this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("conversions")
			.updateOne(new Document("_id", conversion.id()), new Document("$unset", new Document("journey", "")));
		JsonNode journey = awaitJourney(conversion.id(), (found) -> !has(found, "video.upload"));
		assertThat(journey.path("steps")).singleElement().satisfies((step) -> {
			assertThat(step.path("name").asString()).isEqualTo("Convert");
			assertThat(step.path("status").asString()).isEqualTo("FAILED");
			assertThat(step.at("/attributes/failureCode").asString()).isEqualTo("no-audio");
		});
	}

	/**
	 * Does what a converter and a notifier do.
	 */
	private void convert(Conversion conversion) {
		awaitJourney(conversion.id(), JourneyTests::isPublished);
		TestSteps steps = new TestSteps(this.gateway);
		steps.pass(40);
		Conversion claimed = steps.claim(conversion);
		steps.attempt(claimed, 40, () -> {
			steps.tracing().tag(MessagingAttributes.REDELIVERED, "true");
			steps.pass(50);
			steps.tracing().span("audio.encode", conversion.id(), () -> {
				steps.tracing().tag(JourneyAttributes.AUDIO_DURATION, 61_000);
				steps.tracing().tag(JourneyAttributes.ENCODE_SPEED, 34.5);
				steps.pass(200);
			});
			complete(steps.claims(), claimed);
		});
		steps.pass(100_000);
		steps.mail(conversion, "sent");
	}

	/**
	 * Whether nothing is to be published and nothing goes on.
	 */
	private static boolean isQuiet(JsonNode journey) {
		return names(journey).contains("Ask for the mail")
				&& journey.path("steps").valueStream().noneMatch(JourneyTests::isRunning);
	}

	private static boolean isPublished(JsonNode journey) {
		return journey.path("steps")
			.valueStream()
			.filter((step) -> step.path("technicalName").asString().equals("outbox.publish"))
			.noneMatch(JourneyTests::isRunning) && has(journey, "outbox.publish");
	}

	private static boolean isRunning(JsonNode step) {
		return step.path("status").asString().equals("RUNNING");
	}

	private static JsonNode journey(TestGateway gateway, String id) {
		HttpResponse<byte[]> response = gateway.send(gateway.as("anna", "/api/conversions/" + id + "/journey"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=1, private");
		return TestGateway.json(response);
	}

	private JsonNode awaitJourney(String id, Predicate<JsonNode> condition) {
		return await().until(() -> journey(this.gateway, id), condition);
	}

	private static List<String> names(JsonNode journey) {
		return journey.path("steps").valueStream().map((step) -> step.path("name").asString()).toList();
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

	private static Conversion upload(TestGateway gateway) {
		HttpResponse<byte[]> response = gateway.send(gateway.as("anna", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofByteArray(CONTENT)));
		assertThat(response.statusCode()).isEqualTo(202);
		return gateway.conversions().findOwned(TestGateway.json(response).get("id").asString(), "anna").orElseThrow();
	}

	private void complete(Claims claims, Conversion claimed) {
		try {
			StoredFile file = this.gateway.files()
				.write(Bucket.MP3S, claimed.id(), "audio/mpeg", new ByteArrayInputStream(CONTENT), CONTENT.length);
			assertThat(claims.complete(claimed, new Mp3(file, 1234, "talk.mp3"))).isTrue();
			this.gateway.files().confirm(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
