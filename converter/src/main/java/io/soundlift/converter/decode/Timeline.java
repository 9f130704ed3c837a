package io.soundlift.converter.decode;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples at the times that the video gives them: with silence before audio that starts
 * late and in holes between two of its parts, which a decoder passes over.
 * <p>
 * Times of containers are rounded, and drift, so only a leap is a hole. One that can't be
 * meant is closed: what follows it comes at once.
 */
final class Timeline extends BlockInputStream {

	/** The shortest hole, much longer than what rounding and delays of codecs bring. */
	static final int SHORTEST_HOLE_MILLIS = 100;

	/** The longest hole that is taken for meant. */
	static final int LONGEST_HOLE_MILLIS = 60 * 60 * 1000;

	/** How much later than its length says a video may end. */
	private static final int TOLERANCE_MILLIS = 1000;

	/** Later than any time that can be true; 31 years. */
	private static final long NEVER_MILLIS = 1_000_000_000_000L;

	private final MatroskaBlocks blocks;

	private final AudioFormat format;

	private final boolean alone;

	private final long latestMillis;

	/** Samples that were given out, or are about to be. */
	private long samples;

	/** Samples of holes that were closed. */
	private long closed;

	/** When the last block has ended by its own time, in samples. */
	private long end;

	private Duration ahead = Duration.ZERO;

	/** Bytes of silence that come before the block. */
	private long silence;

	/**
	 * Creates a timeline.
	 * @param blocks the samples, with their times
	 * @param format format of the samples
	 * @param declaredLength length that the video states, past which no hole ends;
	 * {@code null} if it states none
	 * @param alone whether nothing else is in the video, so that it begins with the
	 * audio, however late a decoder says that its first samples are
	 */
	Timeline(MatroskaBlocks blocks, AudioFormat format, @Nullable Duration declaredLength, boolean alone) {
		this.blocks = blocks;
		this.format = format;
		this.alone = alone;
		this.latestMillis = (declaredLength != null) ? declaredLength.toMillis() + TOLERANCE_MILLIS : NEVER_MILLIS;
	}

	/**
	 * Reads as many bytes as are asked for, unless the audio ends before.
	 */
	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		int read = 0;
		while (read < length && hasMore()) {
			int portion = (int) Math.min(length - read, (this.silence > 0) ? this.silence : this.blocks.left());
			if (this.silence > 0) {
				Arrays.fill(target, offset + read, offset + read + portion, (byte) 0);
				this.silence -= portion;
				read += portion;
			}
			else {
				read += this.blocks.read(target, offset + read, portion);
			}
		}
		return (read == 0 && length > 0) ? -1 : read;
	}

	/**
	 * Returns how much earlier than its own time the audio begins that was read so far.
	 * @return the time by which that of the video has to be moved, to the millisecond
	 */
	Duration ahead() {
		return this.ahead;
	}

	private boolean hasMore() throws IOException {
		while (this.silence == 0 && this.blocks.left() == 0) {
			if (!this.blocks.next()) {
				return false;
			}
			place();
		}
		return true;
	}

	private void place() {
		long millis = Math.min(this.blocks.millis(), NEVER_MILLIS);
		long time = samples(millis);
		long hole = Math.min(time - this.end, time - this.closed - this.samples);
		if (hole >= samples(SHORTEST_HOLE_MILLIS)) {
			if (hole > samples(LONGEST_HOLE_MILLIS) || millis > this.latestMillis
					|| (this.alone && this.samples == 0)) {
				this.closed += hole;
			}
			else {
				this.silence = hole * this.format.sampleBytes();
				this.samples += hole;
			}
		}
		if (this.end == 0) {
			this.ahead = this.format.playingTime(time - this.samples);
		}
		long length = this.blocks.left() / this.format.sampleBytes();
		this.samples += length;
		this.end = time + length;
	}

	private long samples(long millis) {
		return millis * this.format.sampleRate() / 1000;
	}

}
