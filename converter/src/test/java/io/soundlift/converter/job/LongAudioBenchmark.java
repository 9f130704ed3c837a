package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Converts audio of hours from the store to the store, and looks at what comes out. No
 * part of the build, as {@link ConversionBenchmark}.
 */
class LongAudioBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(LongAudioBenchmark.class);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void copiesAnHourOfMp3FrameForFrame() throws IOException {
		Path video = looped(SampleMedia.file(Sample.MKV_MP3), Duration.ofHours(1), "hour.mkv");
		ConversionOptions options = new ConversionOptions(192_000, null, false, null, null, null, null, null, null,
				null, Map.of(), null, null);
		Path mp3 = convert("an hour of MP3 in Matroska", video, options);
		assertThat(ffmpeg("-i", mp3.toString(), "-map", "0:a", "-c", "copy", "-f", "hash", "-"))
			.isEqualTo(ffmpeg("-i", video.toString(), "-map", "0:a", "-c", "copy", "-f", "hash", "-"))
			.startsWith("SHA256=");
	}

	@Test
	void convertsTenHoursToTheSample() throws IOException {
		Path minute = this.folder.resolve("minute.mp4");
		ffmpeg("-f", "lavfi", "-i", "aevalsrc=exprs='0.4*sin(2*PI*(200+t)*t)*lt(mod(t\\,7)\\,5)':s=44100:d=60", "-c:a",
				"aac", "-b:a", "16k", minute.toString());
		Path video = looped(minute, Duration.ofHours(10), "hours.mp4");
		Path mp3 = convert("ten hours of AAC", video, new ConversionOptions(32_000));
		MediaProbe made = MediaProbe.of(mp3);
		assertThat(made.samples()).isEqualTo(MediaProbe.of(video).samples());
		assertThat(Duration.ofMillis(made.durationMillis())).isCloseTo(Duration.ofHours(10), Duration.ofSeconds(1));
	}

	private Path convert(String what, Path video, ConversionOptions options) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(SampleMedia.ffmpeg(), this.folder, Duration.ofHours(1));
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofSeconds(30), Duration.ofSeconds(2))) {
			Conversion conversion = converter.accepted(video, options);
			long begin = System.nanoTime();
			converter.deliver(conversion);
			double seconds = (System.nanoTime() - begin) / 1e9;
			Conversion completed = converter.find(conversion);
			assertThat(completed.state()).as("%s", completed.failure()).isEqualTo(ConversionState.COMPLETED);
			logger.info(String.format(Locale.ROOT, "BENCHMARK %s: %.2f s, plan %s, %d bytes", what, seconds,
					completed.plan(), converter.mp3(conversion).file().sizeBytes()));
			return converter.download(converter.mp3(conversion), this.folder);
		}
	}

	private Path looped(Path file, Duration length, String name) throws IOException {
		Path target = this.folder.resolve(name);
		ffmpeg("-stream_loop", "-1", "-i", file.toString(), "-map", "0:a", "-c", "copy", "-t",
				Long.toString(length.toSeconds()), target.toString());
		return target;
	}

	private static String ffmpeg(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.onExit().join().exitValue()).isZero();
		return output;
	}

}
