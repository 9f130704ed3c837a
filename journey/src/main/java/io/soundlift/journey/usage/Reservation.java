package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a running upload, or a conversion that is about to have an MP3, holds of its
 * account's limits.
 *
 * @param conversionId the conversion, which an upload is going to make
 * @param bytes bytes that an upload may still add to those of the day, 0 once they were
 * added; bytes of an MP3 to be
 * @param videoBytes size of the complete video, once the bytes were added; {@code null}
 * before
 * @param until when it ends by itself unless it is renewed, so that a process that dies
 * keeps nothing
 */
public record Reservation(String conversionId, long bytes, @Nullable Long videoBytes, Instant until) {

	/** Much longer than a client may be silent before its connection is closed. */
	public static final Duration LEASE = Duration.ofMinutes(5);

	/**
	 * Creates a reservation of bytes that are not stored yet.
	 * @param conversionId the conversion
	 * @param bytes number of bytes
	 * @param until when it ends by itself
	 */
	public Reservation(String conversionId, long bytes, Instant until) {
		this(conversionId, bytes, null, until);
	}

	/**
	 * Returns how many bytes it stands for among those that are stored.
	 * @return number of bytes
	 */
	public long storedBytes() {
		return (this.videoBytes != null) ? this.videoBytes : this.bytes;
	}

}
