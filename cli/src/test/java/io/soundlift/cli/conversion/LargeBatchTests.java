package io.soundlift.cli.conversion;

import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.cli.console.Pause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test for a {@link Batch} of thousands of files. It counts the threads of the JVM.
 */
@Isolated
class LargeBatchTests {

	@Test
	void needsFewThreadsForThousandsOfFiles(@TempDir Path videos, @TempDir Path mp3s) throws Exception {
		for (int i = 0; i < 2000; i++) {
			Files.writeString(videos.resolve(i + ".mp4"), "video");
		}
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		int before = threads.getThreadCount();
		threads.resetPeakThreadCount();
		try (StubConversions wide = new StubConversions(1000)) {
			BatchSummary summary = TestBatch.run(videos, mp3s, wide,
					(duration) -> Pause.REAL.await(Duration.ofMillis(1)), new StringWriter(), new StringWriter());
			assertThat(summary.report().get(0)).startsWith("2000 of 2000 converted, in ");
			assertThat(wide.mostLive()).isLessThanOrEqualTo(Batch.USUALLY_UNDER_WAY);
		}
		// one for each that is under way, and some of the HTTP client
		assertThat(threads.getPeakThreadCount() - before)
			.isLessThanOrEqualTo(StubConversions.THREADS + 3 * Batch.USUALLY_UNDER_WAY);
		assertThat(mp3s.toFile().list()).hasSize(2000);
	}

}
