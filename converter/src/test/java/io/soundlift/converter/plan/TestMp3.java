package io.soundlift.converter.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.testsupport.SampleMedia;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An MP3 as ffmpeg, uncontained, reads it back.
 *
 * @param file the MP3
 */
record TestMp3(Path file) {

	private static final int RATE = 44_100;

	/**
	 * Counts how often the audio swings.
	 * @return the frequency of a pure tone in Hz
	 */
	int tone() {
		return tone("anull");
	}

	/**
	 * Counts how often the audio swings within a part.
	 * @param from begin of the part in milliseconds
	 * @param to end of the part in milliseconds
	 * @return the frequency of a pure tone in Hz
	 */
	int tone(int from, int to) {
		return tone("atrim=start=" + from + "ms:end=" + to + "ms");
	}

	/**
	 * Finds out when the first sample is, by the times of the file.
	 * @return its time in milliseconds
	 */
	double begin() {
		String packets = new String(run(false, "-copyts", "-i", this.file.toString(), "-map", "0:a:0", "-frames:a", "1",
				"-c:a", "pcm_s16le", "-f", "framecrc", "-"), StandardCharsets.UTF_8);
		Matcher found = Pattern.compile("#tb 0: 1/(\\d+).*^0, +(-?\\d+),", Pattern.DOTALL | Pattern.MULTILINE)
			.matcher(packets);
		assertThat(found.find()).as(packets).isTrue();
		return 1000.0 * Long.parseLong(found.group(2)) / Long.parseLong(found.group(1));
	}

	/**
	 * Finds the first sample that is louder than a quarter of full scale.
	 * @return its time in milliseconds
	 */
	double beginOfAudio() {
		ByteBuffer samples = samples("anull");
		int index = 0;
		while (Math.abs(samples.getShort(index * Short.BYTES)) < Short.MAX_VALUE / 4) {
			index++;
		}
		return index * 1000.0 / RATE;
	}

	private ByteBuffer samples(String filter) {
		return ByteBuffer
			.wrap(run(false, "-i", this.file.toString(), "-map", "0:a:0", "-af", filter, "-ac", "1", "-ar",
					String.valueOf(RATE), "-f", "s16le", "-"))
			.order(ByteOrder.LITTLE_ENDIAN);
	}

	private int tone(String filter) {
		ByteBuffer samples = samples(filter);
		int count = samples.remaining() / Short.BYTES;
		int rises = 0;
		for (int i = 1; i < count; i++) {
			if (samples.getShort(2 * (i - 1)) < 0 && samples.getShort(2 * i) >= 0) {
				rises++;
			}
		}
		return Math.round(rises * (float) RATE / count);
	}

	/**
	 * Measures the loudness with another filter than the one that the product uses.
	 * @return LUFS
	 */
	double loudness() {
		String messages = new String(run(true, "-hide_banner", "-i", this.file.toString(), "-af",
				"ebur128=framelog=verbose", "-f", "null", "-"), StandardCharsets.UTF_8);
		Matcher integrated = Pattern.compile("I:\\s+(-?\\d+\\.\\d) LUFS").matcher(messages);
		double loudness = Double.NaN;
		while (integrated.find()) {
			loudness = Double.parseDouble(integrated.group(1));
		}
		return loudness;
	}

	/**
	 * Reads tags and chapters.
	 * @return lines of ffmetadata
	 */
	List<String> metadata() {
		return new String(run(false, "-i", this.file.toString(), "-f", "ffmetadata", "-"), StandardCharsets.UTF_8)
			.lines()
			.toList();
	}

	/**
	 * Reads the chapters.
	 * @return begin, end and title of each, as ffmpeg describes them
	 */
	List<String> chapters() {
		String messages = new String(run(true, "-hide_banner", "-i", this.file.toString()), StandardCharsets.UTF_8);
		return Pattern.compile("Chapter #0:\\d+: start ([\\d.]+), end ([\\d.]+)\\s+Metadata:\\s+title +: (\\w+)")
			.matcher(messages)
			.results()
			.map((chapter) -> chapter.group(1) + " " + chapter.group(2) + " " + chapter.group(3))
			.toList();
	}

	/**
	 * Reads the picture as it is.
	 * @return its bytes, none if there is no picture
	 */
	byte[] cover() {
		return run(false, "-i", this.file.toString(), "-map", "0:v?", "-c", "copy", "-f", "image2pipe", "-");
	}

	/**
	 * Mixes the picture to one pixel.
	 * @return red, green and blue, 0 to 255
	 */
	int[] coverColor() {
		byte[] pixel = run(false, "-i", this.file.toString(), "-map", "0:v", "-vf", "scale=1:1,format=rgb24", "-f",
				"rawvideo", "-");
		return new int[] { pixel[0] & 0xff, pixel[1] & 0xff, pixel[2] & 0xff };
	}

	/**
	 * Returns whether the frame in front says that the bit rate varies.
	 */
	boolean isVariable() {
		try (InputStream content = Files.newInputStream(this.file)) {
			String begin = new String(content.readNBytes(64 * 1024), StandardCharsets.ISO_8859_1);
			assertThat(begin.contains("Xing")).isNotEqualTo(begin.contains("Info"));
			return begin.contains("Xing");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] run(boolean messages, String... arguments) {
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-nostdin"));
		if (!messages) {
			command.addAll(List.of("-v", "quiet"));
		}
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(messages).start();
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			process.getInputStream().transferTo(output);
			process.waitFor();
			return output.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
