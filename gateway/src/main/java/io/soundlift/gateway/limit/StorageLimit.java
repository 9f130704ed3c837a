package io.soundlift.gateway.limit;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.usage.AccountUsage;
import io.soundlift.journey.usage.StorageQuota;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Limit on the bytes of videos and MP3s that an account keeps.
 */
@Component
public final class StorageLimit {

	private final StorageQuota quota;

	private final long limit;

	StorageLimit(StorageQuota quota, GatewayProperties properties) {
		this.quota = quota;
		this.limit = properties.account().maxStoredBytes().toBytes();
	}

	/**
	 * Returns the limit.
	 * @return number of bytes; {@code null} if there is none
	 */
	public @Nullable Long maxBytes() {
		return (this.limit > 0) ? (Long) this.limit : null;
	}

	/**
	 * Returns what an account has stored and reserved.
	 * @param usage what the account uses
	 * @return number of bytes; 0 if nothing limits them
	 */
	long used(AccountUsage usage) {
		return (this.limit > 0) ? this.quota.used(usage) : 0;
	}

	/**
	 * Requires that an account may store some bytes more.
	 * @param others what the account uses without the upload that needs them
	 * @param bytes number of bytes; at least one is required
	 * @return the bytes that are left
	 * @throws Problem {@link ProblemType#STORAGE_QUOTA_EXCEEDED} if there are not so many
	 */
	long require(AccountUsage others, long bytes) {
		if (this.limit == 0) {
			return Long.MAX_VALUE;
		}
		long left = Math.max(0, this.limit - this.quota.used(others));
		long needed = Math.max(1, bytes);
		if (needed > left) {
			throw new Problem(ProblemType.STORAGE_QUOTA_EXCEEDED,
					"Your account may keep %d bytes (%s) of videos and MP3s. There is room for %d, and this video needs %d or more. Delete conversions that you no longer need."
						.formatted(this.limit, DataSize.ofBytes(this.limit), left, needed))
				.with("limit", this.limit)
				.with("left", left);
		}
		return left;
	}

}
