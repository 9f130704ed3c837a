package io.soundlift.gateway.revocation;

import java.nio.ByteBuffer;

import io.soundlift.support.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Set of revoked grants that takes 24 to 48 bytes for each. A grant is represented by 64
 * bits of the hash of its id, so about one of 10<sup>13</sup> tokens is refused although
 * its grant was not revoked. Entries are removed when the access tokens of their grant
 * have expired.
 * <p>
 * If there are too many, all are replaced by one rule: no token is accepted that expires
 * when they do, or sooner. So no revoked token is accepted again, and clients whose valid
 * tokens are refused get new ones, which expire later.
 */
final class RevokedGrants {

	private static final Logger logger = LoggerFactory.getLogger(RevokedGrants.class);

	/** They take 12 MiB. Limits allow an account to revoke some hundreds a minute. */
	static final int MAX_ENTRIES = 500_000;

	private static final int MIN_CAPACITY = 1024;

	/** Begin of 2020, so that an {@code int} lasts until 2088. */
	private static final long EPOCH = 1_577_836_800L;

	private final int maxEntries;

	private long[] hashes = new long[MIN_CAPACITY];

	/** Seconds since {@link #EPOCH}; 0 where there is no entry. */
	private int[] expiries = new int[MIN_CAPACITY];

	private int size;

	private long refusedUntil;

	RevokedGrants() {
		this(MAX_ENTRIES);
	}

	RevokedGrants(int maxEntries) {
		this.maxEntries = maxEntries;
	}

	/**
	 * Adds a grant.
	 * @param grantId its id
	 * @param until when the last of its access tokens expires, in seconds since 1970
	 * @param now the present time, in seconds since 1970; entries that expired before may
	 * be removed
	 */
	synchronized void add(String grantId, long until, long now) {
		if (until < now) {
			return;
		}
		if (this.size >= this.hashes.length / 2) {
			rebuild(now);
		}
		if (this.size >= this.maxEntries) {
			replaceByRule(until);
			return;
		}
		put(hash(grantId), (int) (until - EPOCH));
	}

	/**
	 * Whether a token is refused.
	 * @param grantId id of its grant
	 * @param expiresAt when the token expires, in seconds since 1970
	 * @return whether the grant was added before, or the token expires too early for that
	 * to be known
	 */
	synchronized boolean refuses(String grantId, long expiresAt) {
		return expiresAt <= this.refusedUntil || this.expiries[slot(hash(grantId))] != 0;
	}

	/**
	 * Returns the number of entries.
	 * @return their number, including expired ones that were not removed yet
	 */
	synchronized int size() {
		return this.size;
	}

	/**
	 * Removes expired entries and frees their memory.
	 * @param now the present time, in seconds since 1970
	 */
	synchronized void removeExpired(long now) {
		rebuild(now);
	}

	private void replaceByRule(long until) {
		for (int expiry : this.expiries) {
			this.refusedUntil = Math.max(this.refusedUntil, expiry + EPOCH);
		}
		this.refusedUntil = Math.max(this.refusedUntil, until);
		logger.warn("More than {} grants are revoked; until they have expired all access tokens are refused that "
				+ "were issued before now", this.maxEntries);
		this.size = 0;
		this.hashes = new long[MIN_CAPACITY];
		this.expiries = new int[MIN_CAPACITY];
	}

	private void rebuild(long now) {
		int living = 0;
		for (int expiry : this.expiries) {
			living += (expiry != 0 && expiry + EPOCH >= now) ? 1 : 0;
		}
		int capacity = Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, living)) * 4);
		long[] oldHashes = this.hashes;
		int[] oldExpiries = this.expiries;
		this.hashes = new long[capacity];
		this.expiries = new int[capacity];
		this.size = 0;
		for (int i = 0; i < oldHashes.length; i++) {
			if (oldExpiries[i] != 0 && oldExpiries[i] + EPOCH >= now) {
				put(oldHashes[i], oldExpiries[i]);
			}
		}
	}

	private void put(long hash, int until) {
		int slot = slot(hash);
		if (this.expiries[slot] == 0) {
			this.size++;
			this.hashes[slot] = hash;
		}
		this.expiries[slot] = Math.max(this.expiries[slot], until);
	}

	/** Returns the slot of the hash, or the free one for it. */
	private int slot(long hash) {
		int mask = this.hashes.length - 1;
		int slot = (int) hash & mask;
		while (this.expiries[slot] != 0 && this.hashes[slot] != hash) {
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private static long hash(String grantId) {
		return ByteBuffer.wrap(Sha256.hash(grantId)).getLong();
	}

}
