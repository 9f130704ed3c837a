package io.soundlift.gateway.resumable;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Owner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what an account is told of its unfinished uploads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("database")
class UnfinishedUploadTests {

	private final TestGateway gateway = new TestGateway();

	private final TusClient client = new TusClient(this.gateway, "lotte");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void listsUploadsThatCanGoOnNewestFirst() {
		String finished = this.client.create(3);
		this.client.patch(finished, 0, new byte[3]);
		String unnamed = TusClient.location(this.client.send(
				this.client.request("/api/uploads").header("Upload-Defer-Length", "1").POST(BodyPublishers.noBody())));
		String named = TusClient.location(this.client.send(this.client.request("/api/uploads")
			.header("Upload-Length", "100")
			.header("Upload-Metadata",
					"filename " + Base64.getEncoder().encodeToString("talk.mp4".getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.noBody())));
		this.client.patch(named, 0, new byte[40]);
		JsonNode uploads = list("lotte");
		assertThat(uploads.valueStream().map((upload) -> upload.get("id").asString()))
			.containsExactly(TusClient.id(named), TusClient.id(unnamed));
		JsonNode upload = uploads.get(0);
		assertThat(upload.get("fileName").asString()).isEqualTo("talk.mp4");
		assertThat(upload.get("length").asInt()).isEqualTo(100);
		assertThat(upload.get("offset").asInt()).isEqualTo(40);
		assertThat(upload.get("sending").asBoolean()).isFalse();
		assertThat(Instant.parse(upload.get("expiresAt").asString())).isAfter(Instant.now());
		assertThat(uploads.get(1).has("length")).isFalse();
		assertThat(list("mallory")).isEmpty();
		assertThat(TestGateway.json(this.gateway.send(this.gateway.as("lotte", "/api/limits")))
			.at("/account/unfinishedUploads/used")
			.asInt()).isEqualTo(2);
	}

	@Test
	void saysWhichUploadsAreBeingSent() {
		TusClient sender = new TusClient(this.gateway, "sender");
		String path = sender.create(100);
		ResumableUploads uploads = this.gateway.bean(ResumableUploads.class);
		ResumableUpload taken = uploads.take(TusClient.id(path), new Owner("sender", "sender@example.org"))
			.orElseThrow();
		await().untilAsserted(() -> {
			assertThat(uploads.renew(taken)).isTrue();
			assertThat(list("sender").get(0).get("sending").asBoolean()).isTrue();
		});
		uploads.release(taken);
		assertThat(list("sender").get(0).get("sending").asBoolean()).isFalse();
	}

	@Test
	void showsNothingToStrangersAndNothingWithoutThePermissionToRead() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/uploads")).statusCode()).isEqualTo(401);
		String token = this.gateway.authServer().token("lotte", "conversions:write");
		assertThat(this.gateway.send(this.gateway.anonymous("/api/uploads").header("Authorization", "Bearer " + token))
			.statusCode()).isEqualTo(403);
	}

	private JsonNode list(String owner) {
		return TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/uploads"))).get("uploads");
	}

}
