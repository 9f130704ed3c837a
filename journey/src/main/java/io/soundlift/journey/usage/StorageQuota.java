package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.StoredBytes;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Quota on the bytes that an account has in the store, videos and MP3s together.
 * <p>
 * Stored bytes are summed from the conversions. Bytes to be stored are first reserved in
 * a document of the account, with optimistic locking, and the reservation is removed only
 * when the conversion has the same number. So concurrent reservations never exceed the
 * limit together.
 */
public final class StorageQuota {

	/** Much longer than a query of the conversions takes. */
	private static final Duration KEEP_UNCHANGED = Duration.ofHours(1);

	private final AccountDocuments<StorageReservations> reservations;

	private final StoredBytes stored;

	private final Claims claims;

	/**
	 * Creates the quota of a database's accounts.
	 * @param mongo the database
	 * @param claims claims of the conversions for whose MP3s bytes are reserved
	 * @param clock clock of reservations
	 */
	public StorageQuota(MongoOperations mongo, Claims claims, Clock clock) {
		this.reservations = new AccountDocuments<>(mongo, StorageReservations.class, StorageReservations::none,
				StorageReservations::at, clock);
		this.stored = new StoredBytes(mongo, clock);
		this.claims = claims;
	}

	/**
	 * Returns the number of bytes that an account has stored and reserved.
	 * @param owner id of the account
	 * @return number of bytes
	 */
	public long used(String owner) {
		StorageReservations read = this.reservations.of(owner);
		StorageReservations now = settled(read);
		if (!Objects.equals(now.settled(), read.settled())) {
			now = this.reservations.change(owner, this::settled);
		}
		return used(now, Reservation.ids(now.mp3s()));
	}

	private StorageReservations settled(StorageReservations reserved) {
		return reserved.withSettled(this.stored.settled(reserved.owner(), reserved.settled()));
	}

	private long used(StorageReservations reserved, Set<String> otherMp3s) {
		return this.stored.of(reserved.owner(), Reservation.ids(reserved.videos()), otherMp3s, reserved.settled())
				+ Reservation.bytes(reserved.videos()) + Reservation.bytes(reserved.mp3s());
	}

	/**
	 * Reserves room for the video of an upload, replacing an earlier reservation, until
	 * the lease ends or {@link #releaseVideo} is called.
	 * @param owner id of the account
	 * @param conversionId the future conversion
	 * @param limit maximum total size of the account's files in bytes
	 * @param leastBytes minimum size of the video in bytes
	 * @param wantedBytes number of bytes to reserve if as many are left
	 * @param lease how long the room is reserved
	 * @return how many bytes are reserved
	 * @throws StorageQuotaExceededException if fewer bytes are left than the video needs
	 */
	public long reserveVideo(String owner, String conversionId, long limit, long leastBytes, long wantedBytes,
			Duration lease) {
		long[] granted = new long[1];
		this.reservations.change(owner, (now) -> {
			Instant until = this.reservations.now().plus(lease);
			if (now.reservedForVideo(conversionId) >= wantedBytes) {
				granted[0] = wantedBytes;
				return now.withVideo(new Reservation(conversionId, wantedBytes, until));
			}
			StorageReservations others = settled(now.withoutVideo(conversionId));
			long room = room(limit, others, Reservation.ids(others.mp3s()), leastBytes, wantedBytes);
			granted[0] = Math.min(wantedBytes, room);
			return others.withVideo(new Reservation(conversionId, granted[0], until));
		});
		return granted[0];
	}

	/**
	 * Releases the reservation of a video: its conversion exists, or never will.
	 * @param owner id of the account
	 * @param conversionId the conversion
	 */
	public void releaseVideo(String owner, String conversionId) {
		if (this.reservations.of(owner).reservedForVideo(conversionId) >= 0) {
			this.reservations.change(owner, (now) -> now.withoutVideo(conversionId));
		}
	}

	/**
	 * Reserves room for an MP3, replacing an earlier reservation.
	 * @param claimed the conversion as it was claimed
	 * @param leastBytes minimum size of the MP3 in bytes
	 * @param wantedBytes number of bytes to reserve if as many are left
	 * @return maximum size of the MP3 in bytes, as far as known now;
	 * {@link Long#MAX_VALUE} without a quota
	 * @throws StorageQuotaExceededException if fewer bytes are left than it needs
	 */
	public long reserveMp3(Conversion claimed, long leastBytes, long wantedBytes) {
		Long limit = claimed.storage().maxAccountBytes();
		if (limit == null) {
			return Long.MAX_VALUE;
		}
		String id = claimed.id();
		long[] room = new long[1];
		this.reservations.change(claimed.owner(), (now) -> {
			StorageReservations others = settled(now.withoutMp3(id));
			Set<String> otherMp3s = new HashSet<>(Reservation.ids(others.mp3s()));
			otherMp3s.add(id);
			room[0] = room(limit, others, otherMp3s, leastBytes, wantedBytes);
			return others.withMp3(new Reservation(id, Math.min(wantedBytes, room[0]), leaseEnd()));
		});
		// from here on the conversion has the number itself, as long as it is live
		this.claims.reserveMp3(claimed, Math.min(wantedBytes, room[0]));
		this.reservations.change(claimed.owner(), (now) -> now.withoutMp3(id));
		return room[0];
	}

	/**
	 * Removes the documents of accounts in which nothing is reserved any more. They are
	 * not removed as soon as they are empty, since a change that found no document could
	 * not detect then that there was one in between.
	 * @param longestLease longest lease that a reservation may have
	 */
	public void removeUnused(Duration longestLease) {
		this.reservations.removeUnchangedFor(KEEP_UNCHANGED.plus(longestLease));
	}

	private long room(long limit, StorageReservations others, Set<String> otherMp3s, long leastBytes,
			long wantedBytes) {
		long room = Math.max(0, limit - used(others, otherMp3s));
		if (room < wantedBytes && others.settled() != null) {
			// files may have been removed since the sum was stored
			room = Math.max(0, limit - used(others.withSettled(null), otherMp3s));
		}
		if (leastBytes > room) {
			throw new StorageQuotaExceededException(limit, room, leastBytes);
		}
		return room;
	}

	private Instant leaseEnd() {
		return this.reservations.now().plus(Reservation.LEASE);
	}

}
