package io.soundlift.system;

import java.time.Duration;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what is left when a service dies at a bad moment.
 */
@ExtendWith(SharedSystem.class)
class CrashTests {

	private final TestSystem system;

	CrashTests(TestSystem system) {
		this.system = system;
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
	void completesAfterAllGatewaysWereKilledRightAfterTheAnswer() {
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		List<ServiceProcess> gateways = List.of(this.system.service("gateway"), this.system.service("gateway-2"));
		gateways.forEach(ServiceProcess::kill);
		gateways.forEach(ServiceProcess::start);
		gateways.forEach(ServiceProcess::awaitReady);
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
		await().untilAsserted(() -> {
			assertThat(count("videos.files")).isEqualTo(count("conversions"));
			assertThat(count("mp3s.files"))
				.isEqualTo(this.system.count("conversions", new Document("state", "COMPLETED")));
			assertThat(count("file_writes")).isZero();
		});
	}

	private long count(String collection) {
		return this.system.count(collection, new Document());
	}

}
