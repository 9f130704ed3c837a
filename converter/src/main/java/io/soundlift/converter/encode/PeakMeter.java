package io.soundlift.converter.encode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

import io.soundlift.converter.decode.AudioFormat;

/**
 * Meter of the peaks of audio, for a waveform, while its samples are read. They depend on
 * the samples only, not on how these are read. The length need not be known, and memory
 * use is constant: when all points are used, adjacent ones are merged in pairs.
 */
final class PeakMeter {

	/**
	 * The maximum number of points. Audio with more samples has at least half as many.
	 */
	static final int MAX_POINTS = 1000;

	private static final int FULL_SCALE = 255;

	/** Number of values that are processed at a time. */
	private static final int BATCH = 4096;

	private final float[] peaks = new float[MAX_POINTS];

	private final float[] batch = new float[BATCH];

	private final byte[] cut = new byte[Float.BYTES];

	private int cutBytes;

	private int point;

	/** Number of values that a point represents. */
	private long valuesOfPoint;

	/** Number of values that are left for the current point. */
	private long left;

	PeakMeter(AudioFormat format) {
		this.valuesOfPoint = format.channels();
		this.left = this.valuesOfPoint;
	}

	/**
	 * Returns samples that are measured when they are read.
	 * @param samples the samples
	 * @return the same samples
	 */
	InputStream measure(InputStream samples) {
		return new FilterInputStream(samples) {

			@Override
			public int read() throws IOException {
				byte[] one = new byte[1];
				return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
			}

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				int read = super.read(target, offset, length);
				if (read > 0) {
					add(target, offset, read);
				}
				return read;
			}

		};
	}

	/**
	 * Adds bytes, whose range may begin and end within a value.
	 */
	private void add(byte[] bytes, int offset, int length) {
		int position = offset;
		int end = offset + length;
		while (this.cutBytes > 0 && position < end) {
			this.cut[this.cutBytes++] = bytes[position++];
			if (this.cutBytes == Float.BYTES) {
				this.cutBytes = 0;
				addValues(this.cut, 0, 1);
			}
		}
		int values = (end - position) / Float.BYTES;
		addValues(bytes, position, values);
		position += values * Float.BYTES;
		while (position < end) {
			this.cut[this.cutBytes++] = bytes[position++];
		}
	}

	private void addValues(byte[] bytes, int offset, int count) {
		// copying them first is several times as fast as reading each where it is
		FloatBuffer values = ByteBuffer.wrap(bytes, offset, count * Float.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.asFloatBuffer();
		while (values.hasRemaining()) {
			if (this.left == 0) {
				nextPoint();
			}
			int portion = (int) Math.min(Math.min(values.remaining(), BATCH), this.left);
			values.get(this.batch, 0, portion);
			this.peaks[this.point] = peak(this.batch, portion, this.peaks[this.point]);
			this.left -= portion;
		}
	}

	private static float peak(float[] values, int count, float before) {
		float peak = before;
		for (int i = 0; i < count; i++) {
			float value = Math.abs(values[i]);
			// NaN is not a peak
			if (value > peak) {
				peak = value;
			}
		}
		return peak;
	}

	private void nextPoint() {
		this.point++;
		if (this.point == MAX_POINTS) {
			for (int i = 0; i < MAX_POINTS / 2; i++) {
				this.peaks[i] = Math.max(this.peaks[2 * i], this.peaks[2 * i + 1]);
			}
			Arrays.fill(this.peaks, MAX_POINTS / 2, MAX_POINTS, 0);
			this.point = MAX_POINTS / 2;
			this.valuesOfPoint *= 2;
		}
		this.left = this.valuesOfPoint;
	}

	/**
	 * Returns the peaks of the samples read so far.
	 * @return a byte for each point, from 0 for silence to 255 for full scale and above;
	 * all points but the last cover the same time; none if there were no samples
	 */
	byte[] peaks() {
		int points = (this.left == this.valuesOfPoint && this.point == 0) ? 0 : this.point + 1;
		byte[] bytes = new byte[points];
		for (int i = 0; i < points; i++) {
			bytes[i] = (byte) Math.round(Math.min(1, this.peaks[i]) * FULL_SCALE);
		}
		return bytes;
	}

}
