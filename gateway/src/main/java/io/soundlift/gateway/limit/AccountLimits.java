package io.soundlift.gateway.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an account may use, and has used. A limit that there is none of is absent.
 *
 * @param requestsPerMinute calls of the API in this minute
 * @param bytesPerDay bytes of videos on this day in UTC, with those that running uploads
 * have reserved
 * @param storedBytes bytes of videos and MP3s that are kept, with those that running
 * uploads and conversions have reserved
 * @param runningConversions conversions that have not ended, uploads among them
 * @param concurrentUploads uploads that run
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
	 * @param limit how much there is
	 * @param used how much of it is used
	 * @param left how much is left; never negative
	 * @param resetSeconds seconds until all of it is there again; absent for what ends
	 * when something else does
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Allowance(long limit, long used, long left, @Nullable Long resetSeconds) {

		static @Nullable Allowance of(long limit, long used, @Nullable Long resetSeconds) {
			return (limit > 0) ? new Allowance(limit, used, Math.max(0, limit - used), resetSeconds) : null;
		}

	}

}
