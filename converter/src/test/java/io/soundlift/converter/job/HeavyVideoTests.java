package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Converts videos that want to hold up the others.
 * <p>
 * {@code -Dheavy.parts=200000} makes them as heavy as in the worst case, and
 * {@code -Dheavy.seconds=5} looks into them for as long as by default.
 */
@Timeout(600)
class HeavyVideoTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int PARTS = Integer.getInteger("heavy.parts", 20_000);

	private static final int SECONDS = Integer.getInteger("heavy.seconds", 1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@ParameterizedTest
	@EnumSource
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The limit is one of Linux")
	void endsAtFirstAttempt(HeavyVideo video) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.withProbeTime(this.work, Duration.ofSeconds(SECONDS));
				TestConverter converter = new TestConverter(ffmpeg, LONG, Duration.ofSeconds(1))) {
			Conversion conversion = converter.accepted(video.write(this.folder, PARTS));
			converter.deliver(conversion);
			Conversion ended = converter.find(conversion);
			assertThat(ended.state()).isIn(ConversionState.COMPLETED, ConversionState.FAILED);
			assertThat(ended.attempt()).isEqualTo(1);
			if (ended.state() == ConversionState.FAILED) {
				assertThat(converter.failure(conversion).code()).isIn("header-too-large", "not-media", "damaged",
						"unsupported-audio", "too-many-streams", "memory-limit");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MATROSKA_TAGS", "WAV_CHANNELS" })
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The limit is one of Linux")
	void tellsWhatIsTooMuch(HeavyVideo video) throws IOException {
		// the one that takes little of it has plenty
		Duration probeTime = Duration.ofSeconds((video == HeavyVideo.WAV_CHANNELS) ? 10 : 1);
		try (TestFfmpeg ffmpeg = TestFfmpeg.withProbeTime(this.work, probeTime);
				TestConverter converter = new TestConverter(ffmpeg, LONG, Duration.ofSeconds(1))) {
			Conversion conversion = converter.accepted(video.write(this.folder, 200_000));
			converter.deliver(conversion);
			assertThat(converter.failure(conversion).code())
				.isEqualTo((video == HeavyVideo.WAV_CHANNELS) ? "unsupported-audio" : "header-too-large");
			assertThat(converter.attempts("failed", converter.failure(conversion).code())).isEqualTo(1);
		}
	}

	@Test
	void convertsVideoWithThousandTags() throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LONG, Duration.ofSeconds(1))) {
			Conversion conversion = converter.accepted(HeavyVideo.MATROSKA_TAGS.write(this.folder, 1000));
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		}
	}

	@Test
	void failsAtOnceWhenFfmpegCrashes() throws IOException {
		Path script = TestFfmpeg.script(this.folder, "kill -11 $$");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LONG, Duration.ofSeconds(1))) {
			Conversion conversion = converter.accepted(HeavyVideo.WAV_CHANNELS.write(this.folder, 1));
			converter.deliver(conversion);
			assertThat(converter.failure(conversion).code()).isEqualTo("damaged");
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
		}
	}

	@Test
	void endsProbeThatTakesTooLong() throws IOException {
		Path script = TestFfmpeg.script(this.folder, "exec /bin/sleep 300");
		try (TestFfmpeg ffmpeg = TestFfmpeg.withProbeTimeLimit(script, this.work, Duration.ofMillis(300));
				TestConverter converter = new TestConverter(ffmpeg, LONG, Duration.ofSeconds(1))) {
			Conversion conversion = converter.accepted(HeavyVideo.WAV_CHANNELS.write(this.folder, 1));
			converter.deliver(conversion);
			assertThat(converter.failure(conversion).code()).isEqualTo("header-too-large");
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
		}
	}

}
