package io.soundlift.gateway.upload;

import java.net.http.HttpResponse;

import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LimitsController}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTests {

	private final TestGateway gateway = new TestGateway();

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
	void tellsNothingToStrangers() {
		assertThat(this.gateway.send(this.gateway.anonymous("/api/limits")).statusCode()).isEqualTo(401);
	}

}
