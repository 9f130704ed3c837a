package io.soundlift.gateway.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.usage.AccountUsage;
import io.soundlift.journey.usage.AccountUsages;
import io.soundlift.journey.usage.Reservation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Limits on what an account uploads. An upload reserves its share before its body is
 * read, so concurrent uploads never exceed a limit together.
 */
@Component
public final class UploadLimits {

	private static final Logger logger = LoggerFactory.getLogger(UploadLimits.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

	private static final Duration RETRY_REPEATED_AFTER = Duration.ofSeconds(10);

	private final AccountUsages usages;

	private final Conversions conversions;

	private final StorageLimit storage;

	private final GatewayProperties.Account limits;

	private final Clock clock;

	UploadLimits(AccountUsages usages, Conversions conversions, StorageLimit storage, GatewayProperties properties,
			Clock clock) {
		this.usages = usages;
		this.storage = storage;
		this.conversions = conversions;
		this.limits = properties.account();
		this.clock = clock;
	}

	/**
	 * Reserves what an upload is going to use.
	 * @param owner id of the account
	 * @param conversionId the future conversion
	 * @param leastBytes minimum size of the video in bytes; 0 if unknown
	 * @param mostBytes number of bytes to reserve if as many are left
	 * @return the reservation, to be closed at the end of the upload whatever happens
	 * @throws Problem {@link ProblemType#TOO_MANY_PARALLEL_UPLOADS},
	 * {@link ProblemType#TOO_MANY_CONVERSIONS}, {@link ProblemType#DAILY_BYTES_EXCEEDED}
	 * or {@link ProblemType#STORAGE_QUOTA_EXCEEDED} if a limit of the account is reached,
	 * and {@link ProblemType#IDEMPOTENCY_KEY_IN_USE} if another request is making the
	 * conversion
	 */
	public UploadReservation reserve(String owner, String conversionId, long leastBytes, long mostBytes) {
		long bytes = reserve(owner, conversionId, leastBytes, mostBytes, Reservation.LEASE,
				(usage) -> requireOnly(usage, conversionId), () -> release(owner, conversionId));
		return new UploadReservation(this, this.clock, owner, conversionId, bytes);
	}

	/**
	 * Reserves what a further part of an upload is going to use. The room for its video
	 * stays reserved when the part has ended.
	 * @param owner id of the account
	 * @param conversionId the future conversion
	 * @param presentBytes how many bytes of the video are stored
	 * @param leastBytes minimum size of the video in bytes
	 * @param mostBytes number of bytes to reserve if as many are left
	 * @param storageLease how long the room is reserved
	 * @return the reservation, to be closed at the end of the part whatever happens
	 * @throws Problem as above
	 */
	public UploadReservation resume(String owner, String conversionId, long presentBytes, long leastBytes,
			long mostBytes, Duration storageLease) {
		long bytes = reserve(owner, conversionId, leastBytes, mostBytes, storageLease, this::requireUpload,
				() -> releaseUpload(owner, conversionId));
		return new UploadReservation(this, this.clock, owner, conversionId, bytes, presentBytes, storageLease);
	}

	private long reserve(String owner, String conversionId, long leastBytes, long mostBytes, Duration storageLease,
			Consumer<AccountUsage> check, Runnable release) {
		AccountUsage reserved = this.usages.change(owner, (usage) -> {
			check.accept(usage);
			requireConversion(usage);
			return usage.with(reservation(usage, conversionId, leastBytes, mostBytes));
		});
		try {
			// last, since its refusal is final: requests that are refused only while this
			// upload holds the other limits may be repeated
			return this.storage.reserve(owner, conversionId, leastBytes, bytes(reserved, conversionId), storageLease);
		}
		catch (RuntimeException ex) {
			release.run();
			throw ex;
		}
	}

	/**
	 * Renews a reservation, and enlarges it if need be.
	 * @return the bytes that are reserved from now on
	 */
	long renew(String owner, String conversionId, long leastBytes, long mostBytes, Duration storageLease) {
		AccountUsage renewed = this.usages.change(owner, (usage) -> {
			AccountUsage others = usage.without(conversionId);
			return others.with(reservation(others, conversionId, leastBytes, mostBytes));
		});
		return this.storage.reserve(owner, conversionId, leastBytes, bytes(renewed, conversionId), storageLease);
	}

	/**
	 * Counts a complete video. The reservations count for the conversion until it exists.
	 * The bytes of the day come last, since they do not expire with a lease.
	 */
	void settle(String owner, String conversionId, long sizeBytes, Duration storageLease) {
		this.storage.reserve(owner, conversionId, sizeBytes, sizeBytes, storageLease);
		this.usages.change(owner, (usage) -> {
			AccountUsage others = usage.without(conversionId);
			requireBytes(others, sizeBytes);
			return others.plusUploaded(sizeBytes).with(new Reservation(conversionId, 0, leaseEnd()));
		});
	}

	/**
	 * Counts bytes that were read for a video that was not completed.
	 */
	void spend(String owner, String conversionId, long bytes) {
		release(() -> this.usages.change(owner, (usage) -> usage.without(conversionId).plusUploaded(bytes)));
	}

	void release(String owner, String conversionId) {
		releaseUpload(owner, conversionId);
		release(() -> this.storage.release(owner, conversionId));
	}

	/**
	 * Releases all but the room for the video.
	 */
	void releaseUpload(String owner, String conversionId) {
		release(() -> this.usages.change(owner, (usage) -> usage.without(conversionId)));
	}

	private static void release(Runnable release) {
		try {
			release.run();
		}
		catch (DataAccessException ex) {
			logger.warn("What an upload had reserved is held for up to {} more, since the store failed: {}",
					Reservation.LEASE, ex.toString());
		}
	}

	/**
	 * Requires that no other request is making the same conversion, which is possible if
	 * two with one idempotency key arrive at the same time.
	 */
	private void requireOnly(AccountUsage usage, String conversionId) {
		if (usage.reservations().stream().anyMatch((other) -> other.conversionId().equals(conversionId))) {
			throw keyInUse();
		}
		requireUpload(usage);
	}

	/**
	 * Creates the refusal of a request that repeats one in progress.
	 * @return {@link ProblemType#IDEMPOTENCY_KEY_IN_USE}
	 */
	public static Problem keyInUse() {
		return new Problem(ProblemType.IDEMPOTENCY_KEY_IN_USE,
				"The first request with this Idempotency-Key is still being carried out. Send it again later.")
			.retryAfter(RETRY_REPEATED_AFTER);
	}

	private void requireUpload(AccountUsage usage) {
		int limit = this.limits.maxConcurrentUploads();
		if (limit > 0 && usage.reservations().size() >= limit) {
			throw new Problem(ProblemType.TOO_MANY_PARALLEL_UPLOADS,
					"Your account may have %d uploads at the same time. Wait until one of them is complete."
						.formatted(limit))
				.with("limit", limit)
				.retryAfter(RETRY_AFTER);
		}
	}

	/**
	 * Queries the live conversions after the usage was read: one that leaves the
	 * reservations in between makes the change fail, and one that is in both counts once.
	 */
	private void requireConversion(AccountUsage usage) {
		int limit = this.limits.maxRunningConversions();
		if (limit == 0) {
			return;
		}
		if (running(usage).size() >= limit) {
			throw new Problem(ProblemType.TOO_MANY_CONVERSIONS,
					"Your account may have %d conversions that have not ended. Wait until one of them has, or delete one."
						.formatted(limit))
				.with("limit", limit)
				.retryAfter(RETRY_AFTER);
		}
	}

	/**
	 * Finds the conversions of an account that have not ended, including those of running
	 * uploads.
	 * @return their ids, at most as many as the limit
	 */
	Set<String> running(AccountUsage usage) {
		Set<String> running = new HashSet<>(
				this.conversions.liveIds(usage.owner(), Math.max(1, this.limits.maxRunningConversions())));
		usage.reservations().forEach((reservation) -> running.add(reservation.conversionId()));
		return running;
	}

	private Reservation reservation(AccountUsage others, String conversionId, long leastBytes, long mostBytes) {
		return new Reservation(conversionId, Math.min(mostBytes, requireBytes(others, leastBytes)), leaseEnd());
	}

	/**
	 * Requires that some bytes are left.
	 * @return the bytes that are left
	 */
	private long requireBytes(AccountUsage others, long bytes) {
		long limit = this.limits.maxBytesPerDay().toBytes();
		if (limit == 0) {
			return Long.MAX_VALUE;
		}
		long left = limit - others.bytes();
		if (bytes > left) {
			throw new Problem(ProblemType.DAILY_BYTES_EXCEEDED,
					"Your account may upload %d bytes (%s) a day. %d are left today, and this video needs %d or more."
						.formatted(limit, DataSize.ofBytes(limit), Math.max(0, left), bytes))
				.with("limit", limit)
				.with("left", Math.max(0, left))
				// bytes that running uploads hold may be released soon
				.retryAfter((others.uploadedBytes() + bytes <= limit) ? RETRY_AFTER : untilTomorrow());
		}
		return left;
	}

	/**
	 * Returns the time until the bytes of a day are available again.
	 */
	Duration untilTomorrow() {
		Instant now = this.clock.instant();
		Instant tomorrow = now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
		return Duration.between(now, tomorrow).plusSeconds(1);
	}

	private Instant leaseEnd() {
		return this.clock.instant().plus(Reservation.LEASE);
	}

	private static long bytes(AccountUsage usage, String conversionId) {
		return usage.reservations()
			.stream()
			.filter((reservation) -> reservation.conversionId().equals(conversionId))
			.mapToLong(Reservation::bytes)
			.sum();
	}

}
