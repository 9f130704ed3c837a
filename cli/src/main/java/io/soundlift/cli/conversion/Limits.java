package io.soundlift.cli.conversion;

import org.jspecify.annotations.Nullable;

/**
 * Limits and usage of an account, as far as this program needs them.
 *
 * @param email address of the account; {@code null} if the server does not report it
 * @param maxVideoBytes maximum length of a video in bytes
 * @param account limits of the account; {@code null} if the server has none
 */
record Limits(@Nullable String email, long maxVideoBytes, @Nullable Account account) {

	/**
	 * Limits of an account. Absent limits are {@code null}.
	 *
	 * @param requestsPerMinute calls in this minute
	 * @param bytesPerDay bytes of videos on this day in UTC
	 * @param storedBytes bytes of videos and MP3s that are kept
	 * @param runningConversions conversions that have not ended
	 * @param concurrentUploads uploads in progress
	 * @param unfinishedUploads resumable uploads that are not finished; {@code null} if
	 * the server does not report it
	 */
	record Account(@Nullable Allowance requestsPerMinute, @Nullable Allowance bytesPerDay,
			@Nullable Allowance storedBytes, @Nullable Allowance runningConversions,
			@Nullable Allowance concurrentUploads, @Nullable Allowance unfinishedUploads) {

	}

	/**
	 * One limit.
	 *
	 * @param limit the limit
	 * @param used used part
	 * @param left remaining part
	 * @param resetSeconds seconds until all of it is available again; {@code null} if
	 * that depends on other work
	 */
	record Allowance(long limit, long used, long left, @Nullable Long resetSeconds) {

	}

}
