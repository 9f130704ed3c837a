package io.soundlift.gateway.limit;

import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.journey.usage.StorageQuotaExceededException;
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
	 * @param owner id of the account
	 * @return number of bytes; 0 if nothing limits them
	 */
	long used(String owner) {
		return (this.limit > 0) ? this.quota.used(owner) : 0;
	}

	/**
	 * Reserves room for the video of an upload that may pause, replacing an earlier
	 * reservation.
	 * @param owner id of the account
	 * @param conversionId the future conversion
	 * @param leastBytes least size of the video in bytes, at least 1
	 * @param wantedBytes number of bytes to reserve if as many are left
	 * @param lease how long to reserve them
	 * @return how many bytes are reserved
	 * @throws Problem {@link ProblemType#STORAGE_QUOTA_EXCEEDED} if fewer are left than
	 * the video needs
	 */
	public long reserve(String owner, String conversionId, long leastBytes, long wantedBytes, Duration lease) {
		if (this.limit == 0) {
			return wantedBytes;
		}
		try {
			return this.quota.reserveVideo(owner, conversionId, this.limit, Math.max(1, leastBytes), wantedBytes,
					lease);
		}
		catch (StorageQuotaExceededException ex) {
			throw new Problem(ProblemType.STORAGE_QUOTA_EXCEEDED,
					"Your account may keep %d bytes (%s) of videos and MP3s. There is room for %d, and this video needs %d or more. Delete conversions that you no longer need."
						.formatted(ex.limit(), DataSize.ofBytes(ex.limit()), ex.left(), ex.needed()),
					ex)
				.with("limit", ex.limit())
				.with("left", ex.left());
		}
	}

	/**
	 * Releases what is reserved for a video.
	 * @param owner id of the account
	 * @param conversionId the conversion
	 */
	public void release(String owner, String conversionId) {
		if (this.limit > 0) {
			this.quota.releaseVideo(owner, conversionId);
		}
	}

}
