package io.soundlift.gateway.conversion;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what owners are told of a live conversion.
 */
class ProgressTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final TestGateway gateway = new TestGateway();

	@AfterEach
	void stop() {
		this.gateway.close();
	}

	@Test
	void tellsProgressOfRunningAndPlaceOfQueuedConversion() throws IOException {
		Conversion running = accept("anna");
		Conversion retried = accept("ben");
		Conversion first = accept("ben");
		Conversion second = accept("anna");
		Conversion claimed = claim(running);
		awaitProgress("anna", running, "{'percent':0,'phase':'FETCHING'}");
		renew(claimed, new Progress(Phase.ENCODING, 42, 61.4567, 90L));
		awaitProgress("anna", running, "{'percent':42,'phase':'ENCODING','speed':61.46,'secondsLeft':90}");
		renew(claimed, new Progress(Phase.ENCODING, null, 3.0, null));
		awaitProgress("anna", running, "{'phase':'ENCODING','speed':3.0}");
		this.gateway.claims().retryLater(claim(retried), Duration.ofHours(1));
		awaitProgress("ben", retried, "{'percent':0}");
		awaitProgress("ben", first, "{'percent':0,'queuePosition':1}");
		awaitProgress("anna", second, "{'percent':0,'queuePosition':2}");
		JsonNode list = TestGateway.json(this.gateway.send(this.gateway.as("anna", "/api/conversions")));
		assertThat(list.at("/conversions/0/progress/queuePosition").asInt()).isEqualTo(2);
		assertThat(list.at("/conversions/1/progress/queuePosition").isMissingNode()).isTrue();
		claim(first);
		awaitProgress("anna", second, "{'percent':0,'queuePosition':1}");
	}

	private void awaitProgress(String owner, Conversion conversion, String expected) {
		JsonNode json = new JsonMapper().readTree(expected.replace('\'', '"'));
		Awaitility.await()
			.untilAsserted(() -> assertThat(
					TestGateway.json(this.gateway.send(this.gateway.as(owner, "/api/conversions/" + conversion.id())))
						.get("progress"))
				.isEqualTo(json));
	}

	private Conversion accept(String owner) throws IOException {
		String id = this.gateway.conversions().newId();
		StoredFile video = this.gateway.files()
			.write(Bucket.VIDEOS, id, "video/mp4", new ByteArrayInputStream(new byte[2000]), 2000);
		Conversion accepted = this.gateway.conversions()
			.accept(id, new Owner(owner, owner + "@example.org"), "talk.mp4", new ConversionOptions(128_000), video,
					null);
		this.gateway.files().confirm(video);
		return accepted;
	}

	private Conversion claim(Conversion conversion) {
		return this.gateway.claims().claim(conversion.id(), "test", LEASE).orElseThrow();
	}

	private void renew(Conversion claimed, Progress progress) {
		assertThat(this.gateway.claims().renewLease(claimed, progress, LEASE)).isTrue();
	}

}
