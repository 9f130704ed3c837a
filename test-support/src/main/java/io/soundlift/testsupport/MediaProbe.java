package io.soundlift.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Facts that ffmpeg reports about the first audio track of a file, and the result of
 * decoding it.
 *
 * @param codec name of the codec, such as {@code mp3}
 * @param bitrate bits per second as the file states them, 0 when it does not
 * @param durationMillis length that the container states, in milliseconds
 * @param channels number of channels
 * @param sampleRate samples per second and channel
 * @param samples samples per channel that decoding gives
 */
public record MediaProbe(String codec, int bitrate, long durationMillis, int channels, int sampleRate, long samples) {

	private static final Pattern AUDIO = Pattern.compile("Stream #0:\\d+.*: Audio: (\\w+).*?, (\\d+) Hz, ([^,]+),.*");

	private static final Pattern BITRATE = Pattern.compile(", (\\d+) kb/s");

	private static final Pattern DURATION = Pattern.compile("Duration: (\\d+):(\\d\\d):(\\d\\d)\\.(\\d\\d)");

	/**
	 * Looks at a file and decodes its first audio track.
	 * @param file the file
	 * @return what was found
	 * @throws IllegalArgumentException if the file has no audio that can be decoded
	 */
	public static MediaProbe of(Path file) {
		String facts = new String(run("-i", file.toString()).error(), StandardCharsets.UTF_8);
		Matcher audio = AUDIO.matcher(facts);
		if (!audio.find()) {
			throw new IllegalArgumentException("No audio in " + file + ":\n" + facts);
		}
		Matcher bitrate = BITRATE.matcher(audio.group());
		int channels = channels(audio.group(3));
		long bytes = run("-v", "error", "-i", file.toString(), "-map", "0:a:0", "-f", "s16le", "-").outputLength();
		return new MediaProbe(audio.group(1), bitrate.find() ? Integer.parseInt(bitrate.group(1)) * 1000 : 0,
				durationMillis(facts), channels, Integer.parseInt(audio.group(2)), bytes / (2L * channels));
	}

	/**
	 * Returns the length of the decoded audio.
	 * @return milliseconds, rounded
	 */
	public long decodedMillis() {
		return Math.round(this.samples * 1000.0 / this.sampleRate);
	}

	private static int channels(String layout) {
		return switch (layout.trim()) {
			case "mono" -> 1;
			case "stereo", "2 channels", "downmix" -> 2;
			case "5.1", "5.1(side)" -> 6;
			default -> Integer.parseInt(layout.trim().replace(" channels", ""));
		};
	}

	private static long durationMillis(String facts) {
		Matcher duration = DURATION.matcher(facts);
		if (!duration.find()) {
			return 0;
		}
		long seconds = Long.parseLong(duration.group(1)) * 3600 + Long.parseLong(duration.group(2)) * 60
				+ Long.parseLong(duration.group(3));
		return seconds * 1000 + Long.parseLong(duration.group(4)) * 10;
	}

	private static Run run(String... arguments) {
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-hide_banner", "-nostdin"));
		command.addAll(List.of(arguments));
		try {
			boolean decodes = arguments[arguments.length - 1].equals("-");
			ProcessBuilder builder = new ProcessBuilder(command);
			if (decodes) {
				builder.redirectError(ProcessBuilder.Redirect.DISCARD);
			}
			Process process = builder.start();
			byte[] error = decodes ? new byte[0] : process.getErrorStream().readAllBytes();
			long length = count(process.getInputStream());
			process.waitFor();
			return new Run(error, length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static long count(InputStream stream) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		long length = 0;
		for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
			length += read;
		}
		return length;
	}

	/**
	 * Messages of a run of ffmpeg, and how much it wrote.
	 */
	private record Run(byte[] error, long outputLength) {
	}

}
