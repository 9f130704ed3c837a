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
	void remembersLinesButNoProgress() throws IOException {
		FfmpegOutput output = read(
				"Input #0\r\nsize= 1kB time=00:01:02.50 bitrate=1\rframe= 2 size= 2kB time=01:00:00.00\nlast");
		assertThat(output.contain("no", "nput")).isTrue();
		assertThat(output.contain("kB")).isFalse();
		assertThat(output.tail()).endsWith("last");
	}

	@Test
	void leavesTheFilesTagsOutOfTheLog() throws IOException {
		FfmpegOutput output = read("""
				Input #0, mov,mp4, from 'input':
				  Metadata:
				    title           : Our wedding
				                    : and more
				    location        : +52.5200+013.4050/
				  Duration: 00:00:10.00
				[mp3 @ 0x1] Something failed
				""");
		assertThat(output.tail()).isEqualTo("Input #0, mov,mp4, from 'input': | [mp3 @ 0x1] Something failed");
		assertThat(output.contain("location")).as("a tag decides nothing").isFalse();
	}

	@Test
	void keepsFirstAndLastLinesWhenFlooded() throws IOException {
		String flood = "Something is wrong with this file\n".repeat(100_000);
		FfmpegOutput output = read("first\n" + flood + "in between\n" + flood + "the end\n");
		assertThat(output.contain("first")).isTrue();
		assertThat(output.contain("the end")).isTrue();
		assertThat(output.contain("in between")).isFalse();
	}

	@Test
	void cutsEndlessLine() throws IOException {
		assertThat(read("x".repeat(1_000_000)).tail()).hasSize(4096);
	}

	private static FfmpegOutput read(String text) throws IOException {
		FfmpegOutput output = new FfmpegOutput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
		output.readAll();
		return output;
	}

}
