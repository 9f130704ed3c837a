package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestGateway;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LimitsController}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTests {

	private static final long DAY_BYTES = 10 * 1024 * 1024;

	private static final long STORED_BYTES = 20 * 1024 * 1024;

	private final TestGateway gateway = new TestGateway(
			"--soundlift.gateway.account.max-bytes-per-day=" + DAY_BYTES + "B",
			"--soundlift.gateway.account.max-stored-bytes=" + STORED_BYTES + "B");

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void tellsWhatUploadsMayBe() {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as("anna", "/api/limits"));
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode limits = TestGateway.json(response);
		assertThat(limits.get("maxVideoBytes").asLong()).isEqualTo(TestGateway.MAX_VIDEO_BYTES);
		assertThat(limits.at("/defaults/bitrate").asInt()).isEqualTo(192_000);
		assertThat(limits.at("/defaults/cover").asString()).isEqualTo("auto");
		assertThat(limits.at("/texts/comment").asInt()).isEqualTo(500);
		assertThat(limits.get("maxQuality").asInt()).isEqualTo(9);
		assertThat(limits.get("sampleRates").valueStream().map(JsonNode::asInt)).startsWith(8_000)
			.endsWith(48_000)
			.isSorted();
		assertThat(limits.get("bitrates").valueStream().map(JsonNode::asInt)).startsWith(32_000)
			.endsWith(320_000)
			.contains(192_000)
			.isSorted();
	}

	@Test
	void tellsWhatAnAccountMayUseAndHasUsed() throws IOException {
		String head = "POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nAuthorization: Bearer "
				+ this.gateway.authServer().token("bert", TestGateway.ALL) + "\r\nContent-Length: 1000000\r\n\r\n";
		HttpResponse<byte[]> accepted = this.gateway.send(this.gateway.as("bert", "/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofString("ten bytes.")));
		assertThat(accepted.headers().allValues("RateLimit-Policy")).hasSize(2)
			.last(InstanceOfAssertFactories.STRING)
			.isEqualTo("\"bytes-per-day\";q=%d;qu=\"content-bytes\";w=86400", DAY_BYTES);
		assertThat(accepted.headers().allValues("RateLimit")).last(InstanceOfAssertFactories.STRING)
			.startsWith("\"bytes-per-day\";r=%d;t=".formatted(DAY_BYTES - 10));
		try (Socket running = new Socket("127.0.0.1", this.gateway.port())) {
			running.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			await().untilAsserted(() -> {
				JsonNode limits = limits("bert");
				assertThat(limits.get("email").asString()).isEqualTo("bert@example.org");
				JsonNode account = limits.get("account");
				assertThat(account.at("/bytesPerDay/limit").asLong()).isEqualTo(DAY_BYTES);
				assertThat(account.at("/bytesPerDay/used").asLong()).isEqualTo(1_000_010);
				assertThat(account.at("/bytesPerDay/left").asLong()).isEqualTo(DAY_BYTES - 1_000_010);
				assertThat(account.at("/bytesPerDay/resetSeconds").asLong()).isBetween(1L, 86_401L);
				assertThat(account.at("/storedBytes/limit").asLong()).isEqualTo(STORED_BYTES);
				assertThat(account.at("/storedBytes/used").asLong()).isEqualTo(1_000_010);
				assertThat(account.at("/storedBytes").has("resetSeconds")).isFalse();
				assertThat(account.at("/runningConversions/used").asInt()).isEqualTo(2);
				assertThat(account.at("/runningConversions/left").asInt()).isEqualTo(98);
				assertThat(account.at("/concurrentUploads/used").asInt()).isEqualTo(1);
				assertThat(account.at("/concurrentUploads").has("resetSeconds")).isFalse();
				assertThat(account.at("/requestsPerMinute/used").asInt()).isPositive();
				assertThat(account.at("/requestsPerMinute/resetSeconds").asInt()).isBetween(1, 60);
			});
		}
		assertThat(limits("cleo").at("/account/bytesPerDay/used").asLong()).as("another account").isZero();
	}

	@Test
	void leavesOutLimitsThatThereAreNot() {
		TestGateway unlimited = this.gateway.replica("--soundlift.gateway.account.max-bytes-per-day=0B",
				"--soundlift.gateway.account.max-stored-bytes=0B",
				"--soundlift.gateway.account.max-running-conversions=0",
				"--soundlift.gateway.account.max-concurrent-uploads=0",
				"--soundlift.gateway.account.max-requests-per-minute=0");
		try {
			HttpResponse<byte[]> response = unlimited.send(unlimited.as("anna", "/api/limits"));
			assertThat(TestGateway.json(response).get("account").propertyNames()).containsExactly("unfinishedUploads");
			assertThat(response.headers().firstValue("RateLimit")).isEmpty();
			HttpResponse<byte[]> accepted = unlimited.send(unlimited.as("anna", "/api/conversions")
				.header("Content-Type", "video/mp4")
				.POST(BodyPublishers.ofString("abc")));
			assertThat(accepted.statusCode()).isEqualTo(202);
			assertThat(accepted.headers().firstValue("RateLimit")).isEmpty();
		}
		finally {
			unlimited.stop();
		}
	}

	private JsonNode limits(String owner) {
		return TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/limits")));
	}

	@Test
	void tellsNothingToStrangers() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/limits")).statusCode()).isEqualTo(401);
	}

}
