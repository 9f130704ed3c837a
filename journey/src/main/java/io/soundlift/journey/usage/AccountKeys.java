package io.soundlift.journey.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Idempotency keys of an account, newest last.
 *
 * @param owner id of the account
 * @param version number of changes; 0 if it is not stored yet
 * @param keys the keys
 * @param changedAt time of the last change
 */
@Document("idempotency_keys")
record AccountKeys(@Id String owner, @Version long version, List<IdempotencyKey> keys, Instant changedAt) {

	/** How long a key is kept. */
	static final Duration PERIOD = Duration.ofDays(1);

	/** Greatest number of keys, which keeps a document below 100 KB. */
	static final int MAX_KEYS = 400;

	static AccountKeys none(String owner, Instant now) {
		return new AccountKeys(owner, 0, List.of(), now);
	}

	/**
	 * Drops keys that are over.
	 */
	AccountKeys at(Instant now) {
		List<IdempotencyKey> kept = this.keys.stream().filter((key) -> key.usedAt().plus(PERIOD).isAfter(now)).toList();
		return new AccountKeys(this.owner, this.version, kept, now);
	}

	Optional<IdempotencyKey> find(String hash) {
		return this.keys.stream().filter((key) -> key.hash().equals(hash)).findFirst();
	}

	AccountKeys with(IdempotencyKey key) {
		List<IdempotencyKey> kept = Stream.concat(this.keys.stream(), Stream.of(key))
			.skip(Math.max(0, this.keys.size() + 1 - MAX_KEYS))
			.toList();
		return new AccountKeys(this.owner, this.version, kept, this.changedAt);
	}

	AccountKeys withMade(String hash) {
		return new AccountKeys(this.owner, this.version,
				this.keys.stream().map((key) -> key.hash().equals(hash) ? key.asMade() : key).toList(), this.changedAt);
	}

}
