package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.testsupport.SampleMedia;

/**
 * Sounds that are hard to encode in parts, made by ffmpeg.
 */
final class TestAudio {

	/** Seconds of {@link #hostile}. */
	static final int SECONDS = 40;

	/**
	 * Fades to -80 dB, silence of several seconds, bursts of noise, clicks and sweeps.
	 */
	private static final String HOSTILE = "(0.7*sin(2*PI*(200+40*t)*t)*pow(10\\,-4*mod(t\\,9)/9)"
			+ "+0.5*(random(0)-0.5)*lt(mod(t\\,3.7)\\,0.2)+0.9*lt(mod(t\\,2.3)\\,0.00005))*lt(mod(t+4\\,17)\\,12)";

	private TestAudio() {
	}

	/**
	 * Creates audio.
	 * @param file the file, whose extension chooses its format
	 * @param sampleRate samples per second
	 * @param channels 1 or 2
	 * @param more further arguments for the output
	 * @return the file
	 */
	static Path hostile(Path file, int sampleRate, int channels, String... more) {
		String expression = (channels == 1) ? HOSTILE : HOSTILE + "|0.3*sin(2*PI*330*t)*gt(mod(t\\,5)\\,2)";
		List<String> arguments = new ArrayList<>(
				List.of("-f", "lavfi", "-i", "aevalsrc=exprs='" + expression + "':s=" + sampleRate + ":d=" + SECONDS));
		arguments.addAll(List.of(more));
		arguments.add(file.toString());
		run(arguments);
		return file;
	}

	/**
	 * Finds the length of chunks that cuts audio into a number of them.
	 * @param sampleRate samples per second
	 * @param frames length of the audio in frames
	 * @param count the number of chunks
	 * @return the length
	 */
	static Duration chunkLength(int sampleRate, int frames, int count) {
		int frameSamples = new AudioFormat(sampleRate, 1).frameSamples();
		long periods = Math.max(2, (frames / count + ChunkGrid.PERIOD - 1) / ChunkGrid.PERIOD);
		return Duration.ofMillis((periods * ChunkGrid.PERIOD - 1) * frameSamples * 1000 / sampleRate);
	}

	/**
	 * Runs ffmpeg.
	 * @param arguments its arguments
	 * @return what it writes to its standard output
	 */
	static byte[] run(List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-hide_banner", "-nostdin", "-v", "error", "-y"));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			try (InputStream output = process.getInputStream()) {
				byte[] bytes = output.readAllBytes();
				if (process.waitFor() != 0) {
					throw new IllegalStateException("ffmpeg failed: " + command);
				}
				return bytes;
			}
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
	 * Decodes audio as players that know about delay and padding do.
	 * @param file the file
	 * @return 16 bit samples, channels interleaved
	 */
	static byte[] decode(Path file) {
		return run(List.of("-i", file.toString(), "-map", "0:a:0", "-f", "s16le", "-"));
	}

	static String text(byte[] output) {
		return new String(output, StandardCharsets.UTF_8);
	}

}
