package io.soundlift.converter.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;

/**
 * Media files of six seconds that ffmpeg makes, and what can happen to them.
 */
public final class TestMedia {

	private static final List<String> AUDIO = List.of("-f", "lavfi", "-i", "sine=440:duration=6:sample_rate=48000");

	private static final List<String> PICTURE = List.of("-f", "lavfi", "-i", "color=size=64x48:rate=10:duration=6");

	private TestMedia() {
	}

	/**
	 * Creates a file of audio.
	 * @param file where to, by whose extension the format is chosen
	 * @param options options of ffmpeg for the output
	 * @return the file
	 */
	public static Path audio(Path file, String... options) {
		return run(file, AUDIO, List.of(options), false);
	}

	/**
	 * Creates a file of samples in floating point, which may be louder than full scale.
	 * @param file where to, a WAV
	 * @param expression both channels, as ffmpeg's filter {@code aevalsrc} takes them
	 * @param seconds the length
	 * @return the file
	 */
	public static Path samples(Path file, String expression, double seconds) {
		String source = "aevalsrc=exprs='%1$s|%1$s':s=48000:d=%2$s".formatted(expression, seconds);
		return run(file, List.of("-f", "lavfi", "-i", source), List.of("-c:a", "pcm_f32le"), false);
	}

	/**
	 * Creates a video.
	 * @param file where to, by whose extension the format is chosen
	 * @param audioOffset how many seconds the audio comes later than the picture
	 * @param options options of ffmpeg for the output
	 * @return the file
	 */
	public static Path video(Path file, double audioOffset, String... options) {
		List<String> input = new ArrayList<>(PICTURE);
		input.addAll(List.of("-itsoffset", Double.toString(audioOffset)));
		input.addAll(AUDIO);
		return run(file, input, List.of(options), false);
	}

	/**
	 * Creates a file of audio that can't be corrected once its end is known.
	 * @param file where to
	 * @param options options of ffmpeg for the output, with its format
	 * @return the file
	 */
	public static Path pipedAudio(Path file, String... options) {
		return run(file, AUDIO, List.of(options), true);
	}

	private static Path run(Path file, List<String> input, List<String> options, boolean piped) {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
		command.addAll(input);
		command.addAll(options);
		command.add(piped ? "pipe:1" : file.toString());
		Path log = file.resolveSibling(file.getFileName() + ".log");
		try {
			Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
			if (piped) {
				Files.copy(process.getInputStream(), file);
			}
			else {
				process.getInputStream().readAllBytes();
			}
			if (process.waitFor() != 0) {
				throw new IllegalStateException("ffmpeg failed: " + command + "\n" + Files.readString(log));
			}
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Cuts the end off.
	 * @param file the file, which is changed
	 * @param share how much of it is left, 0 to 1
	 * @return the file
	 */
	public static Path cut(Path file, double share) {
		byte[] content = read(file);
		return write(file, Arrays.copyOf(content, (int) (content.length * share)));
	}

	/**
	 * Overwrites bytes behind a mark, wherever it is.
	 * @param file the file, which is changed
	 * @param mark letters to look for
	 * @param distance how many bytes from their begin to those that are overwritten
	 * @param bytes the new bytes
	 * @return the file
	 */
	public static Path patch(Path file, String mark, int distance, byte[] bytes) {
		byte[] content = read(file);
		String text = new String(content, StandardCharsets.ISO_8859_1);
		for (int i = text.indexOf(mark); i >= 0; i = text.indexOf(mark, i + 1)) {
			System.arraycopy(bytes, 0, content, i + distance, bytes.length);
		}
		return write(file, content);
	}

	static byte[] bigEndian(int number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
	}

	static byte[] littleEndian(int number) {
		return bigEndian(Integer.reverseBytes(number));
	}

	/**
	 * Creates an MP4 with fragments that says it does not know its length.
	 * @param file where to
	 * @return the file
	 */
	public static Path fragmentsOfUnknownLength(Path file) {
		video(file, 0, "-c:v", "mpeg4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof");
		byte[] unknown = bigEndian(-1);
		patch(file, "mvhd", 20, unknown);
		patch(file, "tkhd", 24, unknown);
		return patch(file, "mdhd", 20, unknown);
	}

	private static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path write(Path file, byte[] content) {
		try {
			return Files.write(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
