package io.soundlift.converter.ffmpeg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FfmpegOutput}.
 */
class FfmpegOutputTests {

	@Test
	void passesLinesOnAndRemembersThem() throws IOException {
		FfmpegOutput output = output(
				"Input #0\r\nsize= 1kB time=00:01:02.50 bitrate=1\rsize= 2kB time=01:00:00.00\nlast");
		assertThat(read(output))
			.isEqualTo("Input #0\n\nsize= 1kB time=00:01:02.50 bitrate=1\nsize= 2kB time=01:00:00.00\nlast\n");
		assertThat(output.says("no", "nput")).isTrue();
		assertThat(output.says("kB")).isFalse();
		assertThat(output.reachedSeconds()).isEqualTo(3600);
		assertThat(output.tail()).endsWith("last");
	}

	@Test
	void leavesTheFilesTagsOutOfTheLog() throws IOException {
		FfmpegOutput output = output("""
				Input #0, mov,mp4, from 'input':
				  Metadata:
				    title           : Our wedding
				                    : and more
				    location        : +52.5200+013.4050/
				  Duration: 00:00:10.00
				[mp3 @ 0x1] Something failed
				""");
		read(output);
		assertThat(output.tail()).isEqualTo("Input #0, mov,mp4, from 'input': | [mp3 @ 0x1] Something failed");
		assertThat(output.says("location")).as("a tag decides nothing").isFalse();
	}

	@Test
	void passesOnlyProgressOnWhenFlooded() throws IOException {
		String flood = "Something is wrong with this file\n".repeat(100_000);
		FfmpegOutput output = output("first\n" + flood + "size=N/A time=00:00:07.00\nthe end\n");
		String passed = read(output);
		assertThat(passed).hasSizeLessThan(1_100_000).endsWith("size=N/A time=00:00:07.00\n");
		assertThat(output.says("first")).isTrue();
		assertThat(output.says("the end")).isTrue();
		assertThat(output.reachedSeconds()).isEqualTo(7);
	}

	@Test
	void cutsEndlessLine() throws IOException {
		assertThat(read(output("x".repeat(1_000_000)))).hasSize(4097);
	}

	private static FfmpegOutput output(String text) {
		return new FfmpegOutput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static String read(FfmpegOutput output) throws IOException {
		return new String(output.readAllBytes(), StandardCharsets.UTF_8);
	}

}
