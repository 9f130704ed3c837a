package io.soundlift.converter.fleet;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.conversion.SharedEncoding;
import io.soundlift.journey.conversion.SharedEncodings;
import io.soundlift.support.DaemonThreads;

/**
 * The fleet as the converter of a conversion sees it: lets others encode chunks of long
 * audio.
 */
public final class Fleet implements AutoCloseable {

	private static final int RENEWALS_PER_LEASE = 6;

	/** First time limit for a chunk that a helper encodes; more than a chunk takes. */
	private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(10);

	/** Number of parts for which it is worth another converter to fetch a video. */
	private static final int PARTS_PER_HELPER = 8;

	/**
	 * Number of bytes of video per second of audio above which other converters would
	 * need as long to fetch the video as this one needs to encode the audio.
	 */
	private static final long MAX_BYTES_PER_SECOND = 1_000_000;

	private final SharedEncodings encodings;

	private final KeptChunks keptChunks;

	private final AudioEncoder encoder;

	private final String converter;

	private final Duration lease;

	private final Duration leastLength;

	private final ScheduledExecutorService scheduler = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("fleet"));

	/**
	 * Creates a fleet that a converter belongs to.
	 * @param encodings claims on chunks
	 * @param keptChunks chunks that others have encoded
	 * @param encoder encoder of this converter
	 * @param converter name of this converter in claims, without dots
	 * @param lease how long the claims of a converter hold without a sign of life
	 * @param leastLength expected length from which audio is shared
	 */
	public Fleet(SharedEncodings encodings, KeptChunks keptChunks, AudioEncoder encoder, String converter,
			Duration lease, Duration leastLength) {
		this.encodings = encodings;
		this.keptChunks = keptChunks;
		this.encoder = encoder;
		this.converter = converter;
		this.lease = lease;
		this.leastLength = leastLength;
	}

	String converter() {
		return this.converter;
	}

	/**
	 * Encodes an MP3, with the help of others if it is long enough, and from when a part
	 * of it is kept.
	 * @param id the claimed conversion
	 * @param name names everything that the bytes of its chunks depend on
	 * @param plan its plan
	 * @param videoBytes number of bytes that others would have to fetch
	 * @param kept chunks that earlier attempts have kept
	 * @param work encodes the MP3 with the parts that it is given
	 * @param <T> type of the result
	 * @return what the work returned
	 */
	public <T> T share(String id, String name, ConversionPlan plan, long videoBytes, KeptParts kept,
			Function<KeptParts, T> work) {
		if (!shares(plan, videoBytes)) {
			return work.apply(kept);
		}
		SharedEncoding shared = new SharedEncoding(id, name, this.converter, this.encoder.name(),
				Math.max(1, this.encoder.expectedParts(plan) / PARTS_PER_HELPER));
		try (SharedParts parts = new SharedParts(this.encodings, shared, this.lease, kept, this.keptChunks,
				HELPER_TIMEOUT)) {
			parts.renewEach(this.lease.dividedBy(RENEWALS_PER_LEASE), this.scheduler);
			return work.apply(parts);
		}
	}

	/**
	 * Returns whether others may help with a conversion.
	 * @param plan its plan
	 * @param videoBytes number of bytes that others would have to fetch
	 * @return whether the audio is long enough for them to fetch the video
	 */
	public boolean shares(ConversionPlan plan, long videoBytes) {
		Duration expected = plan.expectedLength();
		return plan.mode() == Plan.Mode.CHUNKED && expected != null && expected.compareTo(this.leastLength) >= 0
				&& videoBytes / expected.toSeconds() <= MAX_BYTES_PER_SECOND;
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
