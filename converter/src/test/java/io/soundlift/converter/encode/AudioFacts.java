package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.testsupport.SampleMedia;

/**
 * What ffmpeg, uncontained, decodes of audio, measured in constant memory.
 *
 * @param samples samples per channel
 * @param peak the greatest magnitude, 1 for full scale
 * @param level root mean square of all samples
 * @param start the first seconds, mixed to one channel
 */
record AudioFacts(long samples, double peak, double level, float[] start) {

	/** Samples to either side among which an offset is looked for. */
	static final int FARTHEST = 2400;

	private static final int START_SAMPLES = 20 * 48_000;

	private static final int WINDOW = 24_000;

	/** Part of the best match that counts as good, so that a tone fits at one place. */
	private static final double GOOD = 0.98;

	/**
	 * Decodes a track.
	 * @param file the file
	 * @param track number among its audio tracks, from 0 on
	 * @param format sample rate and channels to decode to
	 */
	static AudioFacts of(Path file, int track, AudioFormat format) {
		List<String> command = List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "quiet", "-i",
				file.toString(), "-map", "0:a:" + track, "-af", format.conversion(), "-f", "f32le", "-");
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			try (InputStream output = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
				return measure(output, format.channels());
			}
			finally {
				process.destroy();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static AudioFacts measure(InputStream output, int channels) throws IOException {
		float[] start = new float[START_SAMPLES];
		byte[] bytes = new byte[channels * Float.BYTES * 4096];
		long samples = 0;
		double peak = 0;
		double sum = 0;
		for (int length = output.readNBytes(bytes, 0, bytes.length); length > 0; length = output.readNBytes(bytes, 0,
				bytes.length)) {
			ByteBuffer values = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
			for (; values.remaining() >= channels * Float.BYTES; samples++) {
				for (int channel = 0; channel < channels; channel++) {
					float value = values.getFloat();
					peak = Math.max(peak, Math.abs(value));
					sum += value * value;
					if (samples < START_SAMPLES) {
						start[(int) samples] += value;
					}
				}
			}
		}
		return new AudioFacts(samples, peak, Math.sqrt(sum / Math.max(1, samples * channels)),
				Arrays.copyOf(start, (int) Math.min(samples, START_SAMPLES)));
	}

	/**
	 * Finds out how much later audio comes than this one.
	 * @param other the same audio, encoded and decoded
	 * @return samples, 0 also if the audio is too short or too quiet to say
	 */
	int offsetOf(AudioFacts other) {
		int window = loudestWindow(Math.min(this.start.length, other.start.length));
		if (window < 0) {
			return 0;
		}
		double[] matches = new double[2 * FARTHEST + 1];
		for (int lag = -FARTHEST; lag <= FARTHEST; lag++) {
			double match = 0;
			double energy = 1e-9;
			for (int i = window; i < window + WINDOW; i++) {
				match += this.start[i] * other.start[i + lag];
				energy += other.start[i + lag] * other.start[i + lag];
			}
			matches[lag + FARTHEST] = match / Math.sqrt(energy);
		}
		double good = GOOD * Arrays.stream(matches).max().orElse(0);
		if (matches[FARTHEST] >= good) {
			return 0;
		}
		for (int lag = 1; lag <= FARTHEST; lag++) {
			if (matches[FARTHEST + lag] >= good || matches[FARTHEST - lag] >= good) {
				return best(matches, (matches[FARTHEST + lag] >= good) ? lag : -lag);
			}
		}
		return 0;
	}

	/** Goes on from a good match as long as the next one is better. */
	private static int best(double[] matches, int first) {
		int step = Integer.signum(first);
		int lag = first;
		while (Math.abs(lag + step) <= FARTHEST && matches[FARTHEST + lag + step] > matches[FARTHEST + lag]) {
			lag += step;
		}
		return lag;
	}

	private int loudestWindow(int length) {
		int loudest = -1;
		double most = 1e-6 * WINDOW;
		for (int from = FARTHEST; from + WINDOW + FARTHEST <= length; from += WINDOW / 4) {
			double energy = 0;
			for (int i = from; i < from + WINDOW; i++) {
				energy += this.start[i] * this.start[i];
			}
			if (energy > most) {
				most = energy;
				loudest = from;
			}
		}
		return loudest;
	}

}
