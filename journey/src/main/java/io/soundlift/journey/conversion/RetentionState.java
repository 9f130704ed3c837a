package io.soundlift.journey.conversion;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Which files of a conversion are still kept, and for how long.
 *
 * @param mp3Period how long the MP3 is to be kept, as of the upload; absent for ever
 * @param mp3ExpiresAt minimum time until which the MP3 is kept, which its owner sees;
 * absent before there is one, and if it is kept for ever
 * @param mp3ExpiredAt when the MP3 expired; it can't be downloaded from then on
 * @param videoRemovedAt when the video was removed
 * @param nextAt when the next part of the ended conversion may be due for removal; absent
 * while it is live and when nothing is left to remove
 */
public record RetentionState(@Nullable Duration mp3Period, @Nullable Instant mp3ExpiresAt,
		@Nullable Instant mp3ExpiredAt, @Nullable Instant videoRemovedAt, @Nullable Instant nextAt) {

	/** State of a conversion without a record of its retention. */
	public static final RetentionState UNKNOWN = new RetentionState(null, null, null, null, null);

	static RetentionState ofUpload(@Nullable Duration mp3Period) {
		return new RetentionState(mp3Period, null, null, null, null);
	}

}
