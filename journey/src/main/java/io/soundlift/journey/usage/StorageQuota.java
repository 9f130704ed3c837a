package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.StoredBytes;

/**
 * Quota on the bytes that an account has in the store, videos and MP3s together.
 * <p>
 * What is stored is added up from the conversions. What is about to be stored is reserved
 * in the account's usage first, which is replaced by its version, and leaves it only when
 * the conversion says the same. So of many that want the same rest at once, exactly those
 * get it that fit.
 */
public final class StorageQuota {

	private final AccountUsages usages;

	private final StoredBytes stored;

	private final Conversions conversions;

	private final Clock clock;

	/**
	 * The quota of a database's accounts.
	 * @param usages what accounts use
	 * @param stored count of what is stored
	 * @param conversions conversions that MP3s are reserved for
	 * @param clock clock of reservations
	 */
	public StorageQuota(AccountUsages usages, StoredBytes stored, Conversions conversions, Clock clock) {
		this.usages = usages;
		this.stored = stored;
		this.conversions = conversions;
		this.clock = clock;
	}

	/**
	 * Returns what an account has stored and reserved.
	 * @param usage what the account uses, read before
	 * @return number of bytes
	 */
	public long used(AccountUsage usage) {
		return used(usage, ids(usage.mp3s()));
	}

	private long used(AccountUsage usage, Set<String> otherMp3s) {
		return this.stored.of(usage.owner(), ids(usage.reservations()), otherMp3s) + bytes(usage.reservations())
				+ bytes(usage.mp3s());
	}

	/**
	 * Reserves room for an MP3, in place of what was reserved for it before.
	 * @param claimed the conversion as it was claimed
	 * @param leastBytes how many bytes the MP3 has at least
	 * @param wantedBytes how many bytes to reserve if so many are left
	 * @return how many bytes the MP3 may have at most, as far as one can tell now;
	 * {@link Long#MAX_VALUE} without a quota
	 * @throws StorageQuotaExceededException if it can't have so many as it needs
	 */
	public long reserveMp3(Conversion claimed, long leastBytes, long wantedBytes) {
		Long limit = claimed.storage().maxAccountBytes();
		if (limit == null) {
			return Long.MAX_VALUE;
		}
		String id = claimed.id();
		long[] room = new long[1];
		this.usages.change(claimed.owner(), (usage) -> {
			AccountUsage others = usage.withoutMp3(id);
			Set<String> otherMp3s = ids(others.mp3s());
			otherMp3s.add(id);
			room[0] = Math.max(0, limit - used(others, otherMp3s));
			if (leastBytes > room[0]) {
				throw new StorageQuotaExceededException(limit, room[0], leastBytes);
			}
			return others.withMp3(new Reservation(id, Math.min(wantedBytes, room[0]), leaseEnd()));
		});
		// from here on the conversion says so itself, as long as it is live
		this.conversions.reserveMp3(claimed, Math.min(wantedBytes, room[0]));
		this.usages.change(claimed.owner(), (usage) -> usage.withoutMp3(id));
		return room[0];
	}

	private Instant leaseEnd() {
		// MongoDB keeps milliseconds
		return Instant.ofEpochMilli(this.clock.millis()).plus(Reservation.LEASE);
	}

	private static Set<String> ids(List<Reservation> reservations) {
		return reservations.stream().map(Reservation::conversionId).collect(Collectors.toCollection(HashSet::new));
	}

	private static long bytes(List<Reservation> reservations) {
		return reservations.stream().mapToLong(Reservation::storedBytes).sum();
	}

}
