package io.soundlift.converter.decode;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

import io.soundlift.support.BlockInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples at their times in the video: with silence before audio that starts late and in
 * gaps between two of its parts, which a decoder skips.
 * <p>
 * Times of containers are rounded, and drift, so only a jump is a gap. A gap that can't
 * be intended is closed: the samples after it follow immediately.
 */
final class Timeline extends BlockInputStream {

	/** The shortest gap, much longer than what rounding and codec delays cause. */
	static final int MIN_HOLE_MILLIS = 100;

	/** The longest gap that is considered intended. */
	static final int LONGEST_HOLE_MILLIS = 60 * 60 * 1000;

	/** Time by which a video may be longer than it states. */
	private static final int TOLERANCE_MILLIS = 1000;

	/** Later than any plausible time; 31 years. */
	private static final long NEVER_MILLIS = 1_000_000_000_000L;

	private final MatroskaBlocks blocks;

	private final AudioFormat format;

	private final boolean alone;

	private final long latestMillis;

	/** Number of samples that were returned, or are about to be. */
	private long samples;

	/** Number of samples in gaps that were closed. */
	private long closed;

	/** End of the last block by its own time, in samples. */
	private long end;

	private boolean gaps;

	private Duration ahead = Duration.ZERO;

	/** Number of bytes of silence before the block. */
	private long silence;

	/**
	 * Creates a timeline.
	 * @param blocks the samples, with their times
	 * @param format format of the samples
	 * @param declaredLength length that the video states, past which no gap ends;
	 * {@code null} if it states none
	 * @param alone whether the video contains nothing else, so that it begins with the
	 * audio, however late a decoder reports its first samples
	 */
	Timeline(MatroskaBlocks blocks, AudioFormat format, @Nullable Duration declaredLength, boolean alone) {
		this.blocks = blocks;
		this.format = format;
		this.alone = alone;
		this.latestMillis = (declaredLength != null) ? declaredLength.toMillis() + TOLERANCE_MILLIS : NEVER_MILLIS;
	}

	/**
	 * Reads as many bytes as requested, unless the audio ends earlier.
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
	 * Returns how much earlier than in the video the audio read so far is played.
	 * @return the time by which times of the video have to be shifted, to the millisecond
	 */
	Duration ahead() {
		return this.ahead;
	}

	/**
	 * Returns whether the audio read so far has gaps, filled or closed.
	 * @return {@code false} if the samples do not depend on the length that the video
	 * states
	 */
	boolean hasGaps() {
		return this.gaps;
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
		if (hole >= samples(MIN_HOLE_MILLIS)) {
			this.gaps = true;
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
