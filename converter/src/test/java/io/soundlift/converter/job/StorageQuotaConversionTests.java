package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for conversions whose owners have little room, with ffmpeg.
 */
@Timeout(600)
@Tag("database")
class StorageQuotaConversionTests {

	/** Half an hour at 320 kbit/s. */
	private static final long SILENCE_BYTES = 72_000_000;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	@BeforeEach
	void start() {
		this.ffmpeg = TestFfmpeg.system(this.work);
		this.converter = new TestConverter(this.ffmpeg, Duration.ofSeconds(30), Duration.ofHours(1));
	}

	@AfterEach
	void stop() {
		this.converter.close();
		this.ffmpeg.close();
	}

	@Test
	void failsBeforeEncodingWhenMp3DoesNotFit() throws Exception {
		Path silence = make("silence.flac", "anullsrc=r=48000:cl=stereo", Duration.ofMinutes(30), "-c:a", "flac");
		Conversion conversion = this.converter.accepted(silence, new ConversionOptions(320_000), SILENCE_BYTES - 1);
		this.converter.deliver(conversion);
		Conversion failed = this.converter.find(conversion);
		assertThat(failed.state()).isEqualTo(ConversionState.FAILED);
		assertThat(failed.attempt()).isOne();
		assertThat(this.converter.failure(conversion).code()).isEqualTo("storage-quota-exceeded");
		// the number is that of the plan, which nothing was encoded to find out
		assertThat(this.converter.failure(conversion).detail()).contains(SILENCE_BYTES + " bytes (68 MB)",
				(SILENCE_BYTES - 1) + " more (68 MB)", "delete conversions");
		assertThat(this.converter.storedMp3s()).isZero();
		assertThat(this.converter.count("file_writes")).isZero();
		assertThat(this.converter.attempts("failed", "storage-quota-exceeded")).isOne();
	}

	@Test
	void stopsEncodingWhenMp3OfUnknownLengthGetsTooLarge() throws Exception {
		Path audio = make("sound.aac", "sine=f=440:r=48000", Duration.ofMinutes(3), "-c:a", "aac");
		Conversion conversion = this.converter.accepted(audio, new ConversionOptions(320_000), 2_000_000);
		this.converter.deliver(conversion);
		Conversion failed = this.converter.find(conversion);
		assertThat(Objects.requireNonNull(failed.plan()).expectedBytes()).isNull();
		assertThat(failed.attempt()).isOne();
		assertThat(this.converter.failure(conversion).code()).isEqualTo("storage-quota-exceeded");
		assertThat(this.converter.failure(conversion).detail()).contains("2000001 bytes");
		assertThat(this.converter.storedMp3s()).isZero();
		assertThat(this.converter.count("kept_chunks.files")).isZero();
	}

	@Test
	void completesWhenMp3FitsAndLetsNoSecondOneHaveTheSameRoom() throws Exception {
		Path audio = make("sound.flac", "sine=f=440:r=48000", Duration.ofSeconds(10), "-c:a", "flac");
		Conversion first = this.converter.accepted(audio, new ConversionOptions(128_000), 170_000);
		this.converter.deliver(first);
		assertThat(this.converter.mp3(first).file().sizeBytes()).isBetween(160_000L, 170_000L);
		Conversion second = this.converter.accepted(audio, new ConversionOptions(128_000), 170_000);
		this.converter.deliver(second);
		assertThat(this.converter.failure(second).code()).isEqualTo("storage-quota-exceeded");
		this.converter.deletion().delete(first.id(), first.owner());
		Conversion third = this.converter.accepted(audio, new ConversionOptions(128_000),
				170_000 + second.video().sizeBytes());
		this.converter.deliver(third);
		assertThat(this.converter.find(third).state()).as("after the first was deleted")
			.isEqualTo(ConversionState.COMPLETED);
	}

	private Path make(String name, String source, Duration length, String... codec)
			throws IOException, InterruptedException {
		Path file = this.folder.resolve(name);
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-v", "error", "-f", "lavfi",
				"-i", source, "-t", String.valueOf(length.toSeconds())));
		command.addAll(List.of(codec));
		command.add(file.toString());
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
		return file;
	}

}
