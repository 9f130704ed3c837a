package io.soundlift.journey.conversion;

import org.jspecify.annotations.Nullable;

/**
 * Limits on what a conversion stores for its account.
 *
 * @param maxAccountBytes maximum number of bytes that all videos and MP3s of the account
 * may have, as of the upload; absent for no limit
 * @param reservedMp3Bytes bytes that count as those of the MP3 while the conversion is
 * live; absent before they are known
 */
public record StorageState(@Nullable Long maxAccountBytes, @Nullable Long reservedMp3Bytes) {

	/** State of a conversion whose account has no limit. */
	public static final StorageState UNLIMITED = new StorageState(null, null);

}
