package io.soundlift.journey.usage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Usage of an account's limits. Each change replaces the whole document unless it was
 * changed meanwhile, so a decision is never based on outdated values.
 *
 * @param owner id of the account
 * @param version number of changes; 0 if it is not stored yet
 * @param day day of the bytes in UTC, as in {@code 2026-01-31}
 * @param uploadedBytes bytes of that day: of completed videos, and those read by imports
 * that broke off
 * @param reservations reservations of running uploads
 * @param changedAt time of the last change
 */
@Document("account_usage")
public record AccountUsage(@Id String owner, @Version long version, String day, long uploadedBytes,
		List<Reservation> reservations, Instant changedAt) {

	/**
	 * Returns the initial usage of an account.
	 * @param owner id of the account
	 * @param now the time
	 * @return the usage, which is not stored yet
	 */
	public static AccountUsage none(String owner, Instant now) {
		return new AccountUsage(owner, 0, day(now), 0, List.of(), now);
	}

	/**
	 * Returns the usage as of a time: a new day begins with no bytes but those of running
	 * uploads, and reservations that were not renewed have expired.
	 */
	AccountUsage at(Instant now) {
		String today = day(now);
		return new AccountUsage(this.owner, this.version, today, today.equals(this.day) ? this.uploadedBytes : 0,
				Reservation.live(this.reservations, now), now);
	}

	/**
	 * Adds the reservation of an upload, replacing an earlier one.
	 * @param reservation the reservation of the upload
	 * @return the usage with it
	 */
	public AccountUsage with(Reservation reservation) {
		return withReservations(Reservation.replaced(this.reservations, reservation));
	}

	/**
	 * Removes the reservation of an upload.
	 * @param conversionId the conversion that the upload will create
	 * @return the usage without it
	 */
	public AccountUsage without(String conversionId) {
		return withReservations(Reservation.without(this.reservations, conversionId));
	}

	/**
	 * Counts a complete video.
	 * @param bytes its size
	 * @return the usage with it
	 */
	public AccountUsage plusUploaded(long bytes) {
		return new AccountUsage(this.owner, this.version, this.day, this.uploadedBytes + bytes, this.reservations,
				this.changedAt);
	}

	/**
	 * Returns the bytes of the day, with those that running uploads have reserved.
	 * @return number of bytes
	 */
	public long bytes() {
		return this.uploadedBytes + Reservation.bytes(this.reservations);
	}

	private AccountUsage withReservations(List<Reservation> changed) {
		return new AccountUsage(this.owner, this.version, this.day, this.uploadedBytes, changed, this.changedAt);
	}

	private static String day(Instant now) {
		return now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
	}

}
