package io.soundlift.gateway.webhook;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookAttempt;
import io.soundlift.journey.webhook.WebhookDelivery;
import io.soundlift.journey.webhook.WebhookQueue;
import io.soundlift.journey.webhook.Webhooks;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for webhooks over the API.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookApiTests {

	private static final String URL = "{\"url\":\"https://receiver.example/hook\"}";

	private final TestGateway gateway = new TestGateway("--soundlift.gateway.account.max-webhooks=2");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private HttpResponse<byte[]> send(String owner, String method, String path, String body) {
		return this.gateway
			.send(this.gateway.as(owner, "/api/webhooks" + path).method(method, BodyPublishers.ofString(body)));
	}

	private JsonNode get(String owner, String path) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as(owner, "/api/webhooks" + path));
		assertThat(response.statusCode()).isEqualTo(200);
		return TestGateway.json(response);
	}

	private JsonNode create(String owner) {
		HttpResponse<byte[]> response = send(owner, "POST", "", URL);
		assertThat(response.statusCode()).isEqualTo(201);
		assertThat(response.headers().firstValue("Location"))
			.contains("/api/webhooks/" + TestGateway.json(response).get("id").asString());
		return TestGateway.json(response);
	}

	private static String id(JsonNode webhook) {
		return "/" + webhook.get("id").asString();
	}

	private void assertProblem(HttpResponse<byte[]> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo(code);
	}

	@Test
	void showsSecretOnceAndStoresItEncrypted() {
		JsonNode created = create("anna");
		String secret = created.get("secret").asString();
		assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
		assertThat(created.get("state").asString()).isEqualTo("enabled");
		assertThat(created.get("events").valueStream().map(JsonNode::asString)).containsExactly("conversion.completed",
				"conversion.failed", "conversion.cancelled");
		assertThat(get("anna", id(created)).has("secret")).isFalse();
		assertThat(get("anna", "").get("webhooks").get(0).has("secret")).isFalse();
		List<Document> stored = this.gateway.bean(MongoTemplate.class).findAll(Document.class, "webhooks");
		assertThat(stored).isNotEmpty().noneMatch((document) -> document.toJson().contains(secret.substring(6)));
	}

	@Test
	void changesWebhook() {
		String id = id(create("bert"));
		JsonNode changed = TestGateway.json(send("bert", "PATCH", id,
				"{\"url\":\"https://other.example\",\"events\":[\"conversion.failed\"],\"enabled\":false}"));
		assertThat(changed.get("url").asString()).isEqualTo("https://other.example");
		assertThat(changed.get("events").size()).isEqualTo(1);
		assertThat(changed.get("state").asString()).isEqualTo("disabled");
		assertProblem(send("bert", "POST", id + "/test", ""), 409, "webhook-not-enabled");
		assertThat(TestGateway.json(send("bert", "PATCH", id, "{\"enabled\":true}")).get("state").asString())
			.isEqualTo("enabled");
		assertThat(send("bert", "DELETE", id, "").statusCode()).isEqualTo(204);
		assertThat(get("bert", "").get("webhooks").isEmpty()).isTrue();
	}

	@Test
	void rotatesSecret() {
		JsonNode created = create("carl");
		JsonNode rotated = TestGateway.json(send("carl", "POST", id(created) + "/secret", ""));
		assertThat(rotated.get("secret").asString()).startsWith("whsec_")
			.isNotEqualTo(created.get("secret").asString());
		assertThat(Instant.parse(rotated.get("previousSecretValidUntil").asString())).isAfter(Instant.now());
	}

	@Test
	void hidesWebhooksOfOthersOnEveryVerb() {
		JsonNode created = create("dora");
		String id = id(created);
		String event = TestGateway.json(send("dora", "POST", id + "/test", "")).get("id").asString();
		assertThat(get("mallory", "").get("webhooks").isEmpty()).isTrue();
		assertProblem(this.gateway.send(this.gateway.as("mallory", "/api/webhooks" + id)), 404, "no-such-webhook");
		assertProblem(this.gateway.send(this.gateway.as("mallory", "/api/webhooks" + id + "/deliveries")), 404,
				"no-such-webhook");
		assertProblem(send("mallory", "PATCH", id, "{\"enabled\":false}"), 404, "no-such-webhook");
		assertProblem(send("mallory", "DELETE", id, ""), 404, "no-such-webhook");
		assertProblem(send("mallory", "POST", id + "/secret", ""), 404, "no-such-webhook");
		assertProblem(send("mallory", "POST", id + "/test", ""), 404, "no-such-webhook");
		assertProblem(send("mallory", "POST", id + "/deliveries/" + event + "/replay", ""), 404, "no-such-webhook");
		assertProblem(send("dora", "DELETE", "/x", ""), 404, "no-such-webhook");
		assertThat(get("dora", id).get("state").asString()).isEqualTo("enabled");
	}

	@Test
	void asksForTheScopes() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/webhooks")).statusCode()).isEqualTo(401);
		String read = this.gateway.authServer().token("anna", "conversions:read");
		assertThat(this.gateway
			.send(this.gateway.anonymous("/api/webhooks")
				.header("Authorization", "Bearer " + read)
				.POST(BodyPublishers.ofString(URL)))
			.statusCode()).isEqualTo(403);
	}

	@Test
	void refusesMoreWebhooksThanAllowed() {
		create("emma");
		create("emma");
		HttpResponse<byte[]> refused = send("emma", "POST", "", URL);
		assertProblem(refused, 429, "too-many-webhooks");
		assertThat(TestGateway.json(refused).get("limit").asInt()).isEqualTo(2);
		assertThat(get("emma", "").get("webhooks").size()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no JSON", "[]", "null", "{}", "{\"url\":\"http://receiver.example/\"}",
			"{\"url\":\"https://127.0.0.1/\"}", "{\"url\":\"https://[fd00::1]/\"}",
			"{\"url\":\"https://receiver.example/\",\"events\":[]}",
			"{\"url\":\"https://receiver.example/\",\"events\":[null]}",
			"{\"url\":\"https://receiver.example/\",\"events\":[\"webhook.ping\"]}",
			"{\"url\":\"https://receiver.example/\",\"secret\":\"mine\"}" })
	void refusesInvalidWebhook(String body) {
		assertProblem(send("fred", "POST", "", body), 400, "invalid-webhook");
		assertThat(get("fred", "").get("webhooks").isEmpty()).isTrue();
	}

	@Test
	void refusesBodyThatIsTooLarge() {
		assertProblem(send("gerd", "POST", "", "{\"url\":\"https://receiver.example/" + "a".repeat(20_000) + "\"}"),
				413, "request-too-large");
	}

	@Test
	void listsAndReplaysDeliveries() {
		String id = id(create("hugo"));
		String event = TestGateway.json(send("hugo", "POST", id + "/test", "")).get("id").asString();
		JsonNode waiting = get("hugo", id + "/deliveries").get("deliveries").get(0);
		assertThat(waiting.get("id").asString()).isEqualTo(event);
		assertThat(waiting.get("state").asString()).isEqualTo("waiting");
		assertThat(waiting.get("body").get("type").asString()).isEqualTo("webhook.ping");
		WebhookQueue queue = new WebhookQueue(this.gateway.bean(MongoTemplate.class), this.gateway.bean(Clock.class),
				Duration.ofMinutes(1));
		Webhook claimed = queue.claim(List.of()).orElseThrow();
		while (!claimed.owner().equals("hugo")) {
			// what other tests have left
			claimed = queue.claim(List.of()).orElseThrow();
		}
		WebhookDelivery delivery = queue.next(claimed).orElseThrow();
		queue.failed(claimed, delivery, new WebhookAttempt(500, "no", "The receiver answered 500"), null,
				Instant.now());
		JsonNode failed = get("hugo", id + "/deliveries").get("deliveries").get(0);
		assertThat(failed.get("state").asString()).isEqualTo("failed");
		assertThat(failed.get("status").asInt()).isEqualTo(500);
		HttpResponse<byte[]> replay = send("hugo", "POST", id + "/deliveries/" + event + "/replay", "");
		assertThat(replay.statusCode()).isEqualTo(202);
		assertThat(TestGateway.json(replay).get("state").asString()).isEqualTo("waiting");
		assertProblem(send("hugo", "POST", id + "/deliveries/evt_" + "0".repeat(32) + "_ping/replay", ""), 404,
				"no-such-delivery");
		assertProblem(send("hugo", "POST", id + "/deliveries/x/replay", ""), 404, "no-such-delivery");
		assertProblem(this.gateway.send(this.gateway.as("hugo", "/api/webhooks" + id + "/deliveries?limit=101")), 400,
				"invalid-parameter");
	}

	@Test
	void leavesNoRoomForMorePingsThanAReceiverThatIsAwayTakes() {
		String id = id(create("ida"));
		for (int i = 0; i < 100; i++) {
			assertThat(send("ida", "POST", id + "/test", "").statusCode()).isEqualTo(202);
		}
		assertProblem(send("ida", "POST", id + "/test", ""), 429, "too-many-deliveries");
	}

	@Test
	void recordsCancellationWhenOwnerDeletesConversionThatHasNotEnded() {
		String id = id(create("jens"));
		String conversion = TestGateway.json(this.gateway.send(this.gateway.as("jens", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("a video")))).get("id").asString();
		assertThat(this.gateway.send(this.gateway.as("jens", "/api/conversions/" + conversion).DELETE()).statusCode())
			.isEqualTo(204);
		JsonNode delivery = get("jens", id + "/deliveries").get("deliveries").get(0);
		assertThat(delivery.get("id").asString()).isEqualTo("evt_" + conversion + "_cancelled");
		assertThat(delivery.at("/body/data/id").asString()).isEqualTo(conversion);
	}

	@Test
	void removesWebhooksOfAnAccountThatIsClosed() {
		String id = id(create("kurt")).substring(1);
		send("kurt", "POST", "/" + id + "/test", "");
		Webhooks webhooks = this.gateway.bean(Webhooks.class);
		Webhook webhook = webhooks.find(id, "kurt").orElseThrow();
		this.gateway.authServer().close("kurt");
		await().until(() -> webhooks.list("kurt").isEmpty());
		await().until(() -> webhooks.deliveries(webhook, 10).isEmpty());
	}

	@Test
	void saysThatThereAreNoneWithoutKey() {
		OwnedWebhooks off = new OwnedWebhooks(new StaticListableBeanFactory().getBeanProvider(Webhooks.class));
		assertThatExceptionOfType(Problem.class).isThrownBy(off::all)
			.satisfies(
					(problem) -> assertThat(problem.getBody().getProperties()).containsEntry("code", "webhooks-off"));
	}

}
