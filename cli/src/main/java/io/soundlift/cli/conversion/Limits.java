package io.soundlift.cli.conversion;

import org.jspecify.annotations.Nullable;

/**
 * What an account may use, and has used, as far as this program needs it.
 *
 * @param email address of the account; {@code null} from a server that does not tell
 * @param maxVideoBytes greatest length of a video in bytes
 * @param account limits of the account; {@code null} from a server that has none
 */
record Limits(@Nullable String email, long maxVideoBytes, @Nullable Account account) {

	/**
	 * Limits of an account. One that there is none of is {@code null}.
	 *
	 * @param requestsPerMinute calls in this minute
	 * @param bytesPerDay bytes of videos on this day in UTC
	 * @param storedBytes bytes of videos and MP3s that are kept
	 * @param runningConversions conversions that have not ended
	 * @param concurrentUploads uploads that run
	 * @param unfinishedUploads resumable uploads that are not finished; {@code null} from
	 * a server that does not tell
	 */
	record Account(@Nullable Allowance requestsPerMinute, @Nullable Allowance bytesPerDay,
			@Nullable Allowance storedBytes, @Nullable Allowance runningConversions,
			@Nullable Allowance concurrentUploads, @Nullable Allowance unfinishedUploads) {

	}

	/**
	 * One limit.
	 *
	 * @param limit how much there is
	 * @param used how much of it is used
	 * @param left how much is left
	 * @param resetSeconds seconds until all of it is there again; {@code null} for what
	 * ends when something else does
	 */
	record Allowance(long limit, long used, long left, @Nullable Long resetSeconds) {

	}

}
