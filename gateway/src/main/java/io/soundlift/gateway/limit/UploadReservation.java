package io.soundlift.gateway.limit;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.usage.Reservation;
import org.apache.commons.io.input.ProxyInputStream;

/**
 * Share of its account's limits that one running upload holds. For one thread.
 */
public final class UploadReservation implements AutoCloseable {

	/** How much an upload of unknown length reserves at a time. */
	public static final long STEP_BYTES = 64L * 1024 * 1024;

	private static final Duration RENEWAL = Reservation.LEASE.dividedBy(5);

	private final UploadLimits limits;

	private final Clock clock;

	private final String owner;

	private final String conversionId;

	private final Duration storageLease;

	private long reservedBytes;

	private long readBytes;

	private Instant renewAt;

	private boolean settled;

	UploadReservation(UploadLimits limits, Clock clock, String owner, String conversionId, long reservedBytes) {
		this(limits, clock, owner, conversionId, reservedBytes, 0, Reservation.LEASE);
	}

	/**
	 * Creates the reservation of a part of an upload.
	 * @param presentBytes how many bytes of the video are stored
	 * @param storageLease how long its room is reserved; longer than
	 * {@link Reservation#LEASE} for room that is kept when the part has ended
	 */
	UploadReservation(UploadLimits limits, Clock clock, String owner, String conversionId, long reservedBytes,
			long presentBytes, Duration storageLease) {
		this.readBytes = presentBytes;
		this.storageLease = storageLease;
		this.limits = limits;
		this.clock = clock;
		this.owner = owner;
		this.conversionId = conversionId;
		this.reservedBytes = reservedBytes;
		this.renewAt = clock.instant().plus(RENEWAL);
	}

	/**
	 * Keeps the reservation alive while a video is read, and enlarges it when the video
	 * is longer.
	 * @param content the video's bytes
	 * @return the same bytes; reading fails with {@link ProblemType#DAILY_BYTES_EXCEEDED}
	 * or {@link ProblemType#STORAGE_QUOTA_EXCEEDED} when there are more than the account
	 * may upload or store
	 */
	public InputStream over(InputStream content) {
		return new ProxyInputStream(content) {

			@Override
			protected void afterRead(int count) {
				if (count > 0) {
					UploadReservation.this.read(count);
				}
			}

		};
	}

	/**
	 * Reserves the bytes of a video whose size was unknown before.
	 * @param sizeBytes its size in bytes
	 * @throws Problem {@link ProblemType#DAILY_BYTES_EXCEEDED} or
	 * {@link ProblemType#STORAGE_QUOTA_EXCEEDED} if these are more than the account may
	 * upload or store
	 */
	public void announce(long sizeBytes) {
		this.reservedBytes = this.limits.renew(this.owner, this.conversionId, sizeBytes, sizeBytes, this.storageLease);
	}

	/**
	 * Keeps the reservation alive while anything but the video is read.
	 */
	public void keep() {
		Instant now = this.clock.instant();
		if (now.isAfter(this.renewAt)) {
			renew(this.reservedBytes, now);
		}
	}

	/**
	 * Counts all bytes that were read, as {@link #settle(long)} does. A body with ranges
	 * of a video has more of them than are stored.
	 */
	public void settle() {
		settle(this.readBytes);
	}

	/**
	 * Counts the complete video, before its conversion is created. A later failure costs
	 * the account these bytes, since it is not known whether the conversion exists.
	 * @param sizeBytes its size in bytes
	 * @throws Problem {@link ProblemType#DAILY_BYTES_EXCEEDED} if the reservation was
	 * lost, and what it held is used up
	 */
	public void settle(long sizeBytes) {
		this.limits.settle(this.owner, this.conversionId, sizeBytes, this.storageLease);
		this.settled = true;
	}

	/**
	 * Counts the bytes that were read though the video is not going to be complete,
	 * because reading them costs its owner nothing.
	 */
	public void spend() {
		if (!this.settled) {
			this.limits.spend(this.owner, this.conversionId, this.readBytes);
		}
	}

	/**
	 * Releases what is not used.
	 */
	@Override
	public void close() {
		if (this.storageLease.compareTo(Reservation.LEASE) > 0) {
			this.limits.releaseUpload(this.owner, this.conversionId);
		}
		else {
			this.limits.release(this.owner, this.conversionId);
		}
	}

	private void read(int count) {
		this.readBytes += count;
		if (this.readBytes > this.reservedBytes) {
			renew(this.readBytes + STEP_BYTES, this.clock.instant());
		}
		else {
			keep();
		}
	}

	private void renew(long mostBytes, Instant now) {
		this.reservedBytes = this.limits.renew(this.owner, this.conversionId, this.readBytes, mostBytes,
				this.storageLease);
		this.renewAt = now.plus(RENEWAL);
	}

}
