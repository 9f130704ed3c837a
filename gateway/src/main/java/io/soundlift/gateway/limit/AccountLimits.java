package io.soundlift.gateway.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an account may use, and has used. Limits that do not exist are absent.
 *
 * @param requestsPerMinute calls to the API in this minute
 * @param bytesPerDay bytes of videos on this day in UTC, including those that running
 * uploads have reserved
 * @param storedBytes bytes of videos and MP3s that are kept, including those that running
 * uploads and conversions have reserved
 * @param runningConversions conversions that have not ended, including uploads
 * @param concurrentUploads running uploads
 * @param unfinishedUploads resumable uploads that are not finished, whether or not they
 * run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountLimits(@Nullable Allowance requestsPerMinute, @Nullable Allowance bytesPerDay,
		@Nullable Allowance storedBytes, @Nullable Allowance runningConversions, @Nullable Allowance concurrentUploads,
		@Nullable Allowance unfinishedUploads) {

	/**
	 * One limit.
	 *
	 * @param limit the maximum
	 * @param used how much of it is used
	 * @param left how much is left; never negative
	 * @param resetSeconds seconds until the full limit is available again; absent if that
	 * does not depend on the time
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Allowance(long limit, long used, long left, @Nullable Long resetSeconds) {

		static @Nullable Allowance of(long limit, long used, @Nullable Long resetSeconds) {
			return (limit > 0) ? new Allowance(limit, used, Math.max(0, limit - used), resetSeconds) : null;
		}

	}

}
