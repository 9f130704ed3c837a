package io.soundlift.system;

import java.time.Duration;
import java.util.Map;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what is left when a service dies at a bad moment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTests {

	// short, so that the test needs not wait half a minute for a dead worker
	private final TestSystem system = new TestSystem("crash",
			Map.of("SOUNDLIFT_CONVERTER_LEASE", "5s", "SOUNDLIFT_CONVERTER_HEARTBEAT", "1s"));

	@BeforeAll
	void start() {
		this.system.start();
	}

	@AfterAll
	void stop() {
		this.system.close();
	}

	@Test
	void completesAfterTheConverterWasKilledInMidConversion() {
		String id = this.system.upload(SampleMedia.mp4(Duration.ofMinutes(20)));
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> this.system.conversion(id).at("/progress/percent").asInt(0) > 0);
		this.system.service("converter").kill();
		assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("CONVERTING");
		this.system.service("converter").start();
		JsonNode completed = this.system.awaitState(id, "COMPLETED");
		assertThat(completed.get("attempt").asInt()).isEqualTo(2);
		assertCleanAndMailedOnce(id);
	}

	@Test
	void completesAfterTheGatewayWasKilledRightAfterItsAnswer() {
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.service("gateway").kill();
		this.system.service("gateway").start().awaitReady();
		this.system.awaitState(id, "COMPLETED");
		assertCleanAndMailedOnce(id);
	}

	@Test
	void completesAfterTheNotifierWasKilledBeforeTheMail() {
		this.system.service("notifier").kill();
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.awaitState(id, "COMPLETED");
		this.system.service("notifier").start().awaitReady();
		assertCleanAndMailedOnce(id);
	}

	private void assertCleanAndMailedOnce(String id) {
		this.system.awaitMail(id);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
		long conversions = this.system.database().getCollection("conversions").countDocuments();
		await().untilAsserted(() -> assertThat(this.system.storedFiles()).containsEntry("videos.files", conversions)
			.containsEntry("mp3s.files", conversions)
			.containsEntry("file_writes", 0L));
	}

}
