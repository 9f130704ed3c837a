package io.soundlift.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.soundlift.testsupport.SampleMedia;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for several converters on one long audio, of which some are killed.
 */
@OnSharedSystem
class FleetTests {

	private final TestSystem system;

	FleetTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void makesTheSameMp3WhenAHelperAndThenTheConverterIsKilled() {
		Path video = SampleMedia.mp4(Duration.ofMinutes(30));
		String alone = this.system.upload(video);
		this.system.awaitState(alone, "COMPLETED");
		ServiceProcess first = this.system.service("converter");
		try (ServiceProcess second = this.system.oneMoreConverter("converter-2");
				ServiceProcess third = this.system.oneMoreConverter("converter-3")) {
			List<ServiceProcess> fleet = List.of(first, second, third);
			second.start();
			third.start();
			second.awaitReady();
			third.awaitReady();
			String id = this.system.upload(video);
			await().atMost(Duration.ofMinutes(1))
				.pollInterval(Duration.ofMillis(20))
				.until(() -> keptByHelpers(id) > 0);
			fleet.stream().filter(helps(id)).findFirst().orElseThrow().kill();
			fleet.stream().filter(converts(id)).findFirst().orElseThrow().kill();
			assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("CONVERTING");
			JsonNode completed = this.system.awaitState(id, "COMPLETED");
			assertThat(completed.get("attempt").asInt()).isEqualTo(2);
			assertThat(sha256(id)).isEqualTo(sha256(alone));
			this.system.awaitMail(id);
			assertThat(this.system.mailsAbout(id)).hasSize(1);
			await().untilAsserted(
					() -> assertThat(List.of("shared_encodings", "kept_chunks", "kept_chunks.chunks", "file_writes"))
						.allSatisfy(
								(collection) -> assertThat(this.system.count(collection, new Document())).as(collection)
									.isZero()));
		}
		finally {
			if (!first.isAlive()) {
				first.start().awaitReady();
			}
		}
	}

	private static Predicate<ServiceProcess> helps(String id) {
		return (converter) -> converter.log().lines().anyMatch((line) -> line.contains("Helps ") && line.contains(id));
	}

	private static Predicate<ServiceProcess> converts(String id) {
		return (converter) -> converter.log().contains("Begins conversion " + id);
	}

	/**
	 * Counts the chunks that helpers have kept, each of which they note.
	 */
	private long keptByHelpers(String id) {
		Document shared = this.system.database()
			.getCollection("shared_encodings")
			.find(new Document("_id", id))
			.first();
		return (shared != null) ? shared.get("chunks", new Document())
			.values()
			.stream()
			.filter((claimant) -> "".equals(claimant))
			.count() : 0;
	}

	private String sha256(String id) {
		Document conversion = Objects
			.requireNonNull(this.system.database().getCollection("conversions").find(new Document("_id", id)).first());
		return conversion.getEmbedded(List.of("mp3", "file", "sha256"), String.class);
	}

}
