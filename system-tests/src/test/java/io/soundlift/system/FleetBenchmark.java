package io.soundlift.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.soundlift.testsupport.SampleMedia;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Measures how long 1, 2 and 4 converters of one encoder each take for one long audio. No
 * part of the build: {@code mvn verify -pl system-tests -am -Dtest=FleetBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}, on a machine that has nothing else to do.
 * {@code SOUNDLIFT_FLEET_MINUTES} is the length of the audio, 120 if not set. All files
 * are in memory, so ten hours need {@code -Dtest.jvm=-Xmx14g}. With
 * {@code SOUNDLIFT_FLEET_CPU}, which needs root and control groups of version 1, each
 * converter with all of its processes has that part of one processor, so that four of
 * them fit on a small machine.
 */
class FleetBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(FleetBenchmark.class);

	private static final Path GROUPS = Path.of("/sys/fs/cgroup/cpu");

	private static final int PERIOD_MICROS = 100_000;

	private static final String CPU = System.getenv().getOrDefault("SOUNDLIFT_FLEET_CPU", "");

	private final Map<String, String> environment = System.getenv();

	@Test
	void oneTwoAndFourConverters() throws Exception {
		Path video = SampleMedia
			.mp4(Duration.ofMinutes(Long.parseLong(this.environment.getOrDefault("SOUNDLIFT_FLEET_MINUTES", "120"))));
		List<String> hashes = new ArrayList<>();
		try (TestSystem system = new TestSystem()) {
			system.service("converter").set("SOUNDLIFT_CONVERTER_ENCODERS", "1");
			system.start();
			List<ServiceProcess> converters = new ArrayList<>(List.of(system.service("converter")));
			try {
				for (int count : new int[] { 1, 2, 4 }) {
					while (converters.size() < count) {
						ServiceProcess another = system.oneMoreConverter("converter-" + (converters.size() + 1));
						converters.add(another.start());
						another.awaitReady();
					}
					for (ServiceProcess converter : converters) {
						limit(converter);
					}
					hashes.add(measure(system, video, count));
				}
			}
			finally {
				converters.forEach(ServiceProcess::close);
			}
		}
		assertThat(hashes).as("SHA-256").containsOnly(hashes.get(0));
	}

	private static String measure(TestSystem system, Path video, int count) {
		String id = system.upload(video);
		Document completed = await().atMost(Duration.ofHours(2))
			.pollInterval(Duration.ofMillis(100))
			.until(() -> conversion(system, id), (conversion) -> "COMPLETED".equals(conversion.getString("state")));
		double seconds = (completed.getDate("finishedAt").getTime() - completed.getDate("startedAt").getTime()) / 1e3;
		String sha256 = completed.getEmbedded(List.of("mp3", "file", "sha256"), String.class);
		logger.info(String.format(Locale.ROOT, "BENCHMARK %d converters%s: %.1f s, %s", count,
				CPU.isEmpty() ? "" : " of " + CPU + " processors", seconds, sha256));
		return sha256;
	}

	private static Document conversion(TestSystem system, String id) {
		return Objects
			.requireNonNull(system.database().getCollection("conversions").find(new Document("_id", id)).first());
	}

	private static void limit(ServiceProcess converter) throws IOException {
		if (!CPU.isEmpty()) {
			String pid = Long.toString(converter.process().pid());
			Path group = Files.createDirectories(GROUPS.resolve("soundlift-" + pid));
			Files.writeString(group.resolve("cpu.cfs_quota_us"),
					Long.toString(Math.round(Double.parseDouble(CPU) * PERIOD_MICROS)));
			Files.writeString(group.resolve("cgroup.procs"), pid);
		}
	}

}
