package io.soundlift.converter.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.plan.Mp3Tags;
import io.soundlift.journey.conversion.Plan;

/**
 * Size of an MP3 as estimated from its plan.
 *
 * @param leastBytes minimum size of the MP3 in bytes, positive
 * @param usualBytes typical size of MP3s of such plans in bytes, not less than the
 * minimum
 */
record ExpectedSize(long leastBytes, long usualBytes) {

	/** Minimum bit rate of a frame in bit/s (ISO/IEC 11172-3 and 13818-3, layer III). */
	private static final int LEAST_BITRATE = 8_000;

	/** Frames of the encoder's delay, and tags as most files have them. */
	private static final long USUAL_EXTRA_BYTES = 8 * 1024;

	/**
	 * Returns the size of a plan's MP3. For a constant bit rate it is exact to a frame,
	 * unless the file states a wrong length; a copy is about as large as its source.
	 * @param plan the plan
	 * @param videoBytes size of the video
	 * @return the size
	 */
	static ExpectedSize of(ConversionPlan plan, long videoBytes) {
		long cover = cover(plan.tags());
		if (plan.mode() == Plan.Mode.COPY || plan.expectedLength() == null || plan.expectedBytes() == null) {
			return new ExpectedSize(1 + cover, videoBytes + cover);
		}
		long usual = Math.max(1, plan.expectedBytes() + cover);
		if (plan.encoding() instanceof Mp3Encoding.ConstantBitrate) {
			return new ExpectedSize(usual, usual + USUAL_EXTRA_BYTES);
		}
		long least = 1 + cover + plan.expectedLength().toMillis() * LEAST_BITRATE / 8000;
		return new ExpectedSize(Math.min(least, usual), usual + USUAL_EXTRA_BYTES);
	}

	private static long cover(Mp3Tags tags) {
		if (tags.cover() == null) {
			return 0;
		}
		try {
			return Files.size(tags.cover().file());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
