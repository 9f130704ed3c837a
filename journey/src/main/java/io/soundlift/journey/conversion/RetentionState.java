package io.soundlift.journey.conversion;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is still there of a conversion's files, and for how long.
 *
 * @param mp3Period how long the MP3 is to be kept, as of the upload; absent for ever
 * @param mp3ExpiresAt until when the MP3 is kept at least, which its owner is told;
 * absent before there is one, and for ever
 * @param mp3ExpiredAt when the MP3 went; it can't be downloaded from then on
 * @param videoRemovedAt when the video went
 * @param nextAt when the next part of the ended conversion may be due to go; absent while
 * it is live and when nothing is left to go
 */
public record RetentionState(@Nullable Duration mp3Period, @Nullable Instant mp3ExpiresAt,
		@Nullable Instant mp3ExpiredAt, @Nullable Instant videoRemovedAt, @Nullable Instant nextAt) {

	/** Of a conversion that nothing is known of. */
	public static final RetentionState UNKNOWN = new RetentionState(null, null, null, null, null);

	static RetentionState ofUpload(@Nullable Duration mp3Period) {
		return new RetentionState(mp3Period, null, null, null, null);
	}

}
