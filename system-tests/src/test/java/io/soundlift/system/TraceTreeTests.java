package io.soundlift.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Compares the documentation's tree of spans with that of a real journey.
 */
@OnSharedSystem
class TraceTreeTests {

	private static final Path DOCUMENT = ServiceProcess.root().resolve("docs/tracing.md");

	private final TestSystem system;

	TraceTreeTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void hasTheDocumentedSpansWhenTheRelayPublishesLaterAndAnAttemptIsRepeated() throws Exception {
		TraceTree documented = TraceTree.documented(DOCUMENT, "## A journey with a late publish and a retry");
		this.system.broker().cut();
		String id = this.system.upload(SampleMedia.mp4(Duration.ofMinutes(20)));
		// the first try has failed when the second begins
		await().atMost(Duration.ofMinutes(1)).until(() -> this.system.publishingTries(id) >= 2);
		this.system.broker().restore();
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> this.system.conversion(id).at("/progress/percent").asInt(0) > 0);
		this.system.service("converter").stop();
		assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("QUEUED");
		this.system.service("converter").start();
		JsonNode completed = this.system.awaitState(id, "COMPLETED");
		assertThat(completed.get("attempt").asInt()).isEqualTo(1);
		this.system.awaitMail(id);
		String traceId = completed.get("traceId").asString();
		Path shown = Path.of("target", "journey-trace.txt");
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			TraceTree tree = TraceTree.of(this.system.traces().spans(traceId));
			Files.writeString(shown, tree.toString());
			assertThat(tree.paths()).as("%s is what docs/tracing.md has to show", shown)
				.containsExactlyInAnyOrderElementsOf(documented.paths());
		});
	}

}
