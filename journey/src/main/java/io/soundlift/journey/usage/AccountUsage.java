package io.soundlift.journey.usage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * What an account has used of its limits. Each change replaces the whole document if
 * nobody else has changed it, so a decision is never based on what is out of date.
 *
 * @param owner id of the account
 * @param version number of changes; 0 if it is not stored yet
 * @param day day in UTC that the bytes are of, as in {@code 2026-01-31}
 * @param uploadedBytes bytes of that day: of videos that became complete, and what was
 * read of imports that did not
 * @param reservations what running uploads hold
 * @param changedAt time of the last change
 */
@Document("account_usage")
public record AccountUsage(@Id String owner, @Version long version, String day, long uploadedBytes,
		List<Reservation> reservations, Instant changedAt) {

	/**
	 * Returns the usage of an account that has used nothing.
	 * @param owner id of the account
	 * @param now the time
	 * @return the usage, which is not stored yet
	 */
	public static AccountUsage none(String owner, Instant now) {
		return new AccountUsage(owner, 0, day(now), 0, List.of(), now);
	}

	/**
	 * Brings it up to date: a new day begins with no bytes but those of running uploads,
	 * and reservations that nobody renews are over.
	 */
	AccountUsage at(Instant now) {
		String today = day(now);
		return new AccountUsage(this.owner, this.version, today, today.equals(this.day) ? this.uploadedBytes : 0,
				Reservation.live(this.reservations, now), now);
	}

	/**
	 * Adds what an upload holds, in place of what it held before.
	 * @param reservation the reservation of the upload
	 * @return the usage with it
	 */
	public AccountUsage with(Reservation reservation) {
		return withReservations(Reservation.replaced(this.reservations, reservation));
	}

	/**
	 * Removes what an upload holds.
	 * @param conversionId the conversion that the upload makes
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
