package io.soundlift.converter.job;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures conversions from the store to the store beside ffmpeg alone. No part of the
 * build: its figures tell something on a quiet machine only. See the module's README.
 */
class ConversionBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(ConversionBenchmark.class);

	private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

	private static final int CORES = Runtime.getRuntime().availableProcessors();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@BeforeAll
	static void compilesAsInProduction() {
		assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).as("run it with -Dtest.jvm=")
			.doesNotContain("-XX:TieredStopAtLevel=1");
	}

	@Test
	void constantBitRateBesideFfmpeg() {
		besideFfmpeg("CBR 192", new ConversionOptions(192_000), "-b:a", "192k");
	}

	@Test
	void variableBitRateBesideFfmpeg() {
		ConversionOptions options = new ConversionOptions(null, 2, null, null, null, null, null, null, null, null,
				Map.of(), null, null);
		besideFfmpeg("VBR V2", options, "-q:a", "2");
	}

	@Test
	void scalesWithEncoders() {
		for (int encoders : new int[] { 1, 2, 4 }) {
			double[] seconds = new double[RUNS];
			for (int run = 0; run < RUNS; run++) {
				seconds[run] = conversion(new ConversionOptions(192_000), encoders);
			}
			report("CBR 192 with " + encoders + " encoders", seconds);
		}
	}

	private void besideFfmpeg(String name, ConversionOptions options, String... encoding) {
		report(name + ", first conversion of the process", new double[] { conversion(options, CORES) });
		double[] alone = new double[RUNS];
		double[] product = new double[RUNS];
		for (int run = 0; run < RUNS; run++) {
			alone[run] = ffmpegAlone(encoding);
			product[run] = conversion(options, CORES);
		}
		report(name + ", ffmpeg alone", alone);
		report(name + ", conversion with " + CORES + " encoders", product);
		double[] ratios = IntStream.range(0, RUNS).mapToDouble((run) -> product[run] / alone[run]).toArray();
		report(name + ", ratio", ratios);
	}

	private double conversion(ConversionOptions options, int encoders) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(SampleMedia.ffmpeg(), this.folder, Duration.ofHours(1));
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofSeconds(30), Duration.ofSeconds(2),
						encoders)) {
			Conversion conversion = converter.accepted(video(), options);
			long begin = System.nanoTime();
			converter.deliver(conversion);
			double seconds = (System.nanoTime() - begin) / 1e9;
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
			// the embedded server keeps everything in memory
			converter.database().drop();
			return seconds;
		}
	}

	private double ffmpegAlone(String... encoding) {
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y",
				"-i", video().toString(), "-vn", "-c:a", "libmp3lame"));
		command.addAll(List.of(encoding));
		Path target = this.folder.resolve("alone.mp3");
		command.add(target.toString());
		try {
			long begin = System.nanoTime();
			int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
			double seconds = (System.nanoTime() - begin) / 1e9;
			assertThat(exitCode).isZero();
			Files.delete(target);
			return seconds;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path video() {
		String given = System.getProperty("benchmark.video");
		return (given != null) ? Path.of(given)
				: SampleMedia.mp4(Duration.ofMinutes(Integer.getInteger("benchmark.minutes", 60)));
	}

	private static void report(String what, double[] figures) {
		double[] sorted = figures.clone();
		Arrays.sort(sorted);
		logger.info(String.format(Locale.ROOT, "BENCHMARK %s: min %.2f, median %.2f, max %.2f %s", what, sorted[0],
				sorted[sorted.length / 2], sorted[sorted.length - 1], Arrays.toString(figures)));
	}

}
