package io.soundlift.journey.usage;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

import io.soundlift.support.Sha256;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Idempotency keys of owners' requests for conversions
 * (draft-ietf-httpapi-idempotency-key-header-07). A key maps to the id of a conversion,
 * and the database accepts no two conversions with one id; so a repeated request never
 * creates a second one, whatever has happened to the first. The last keys of each account
 * are kept for a day.
 */
public final class IdempotencyKeys {

	/** Much longer than any change takes. */
	private static final Duration FORGET_AFTER = AccountKeys.PERIOD.multipliedBy(2);

	private final AccountDocuments<AccountKeys> documents;

	/**
	 * Keys in a database.
	 * @param mongo the database
	 * @param clock clock of keys
	 */
	public IdempotencyKeys(MongoOperations mongo, Clock clock) {
		this.documents = new AccountDocuments<>(mongo, AccountKeys.class, AccountKeys::none, AccountKeys::at, clock);
	}

	/**
	 * Finds a key, and stores it if it is new.
	 * @param owner id of the account
	 * @param key the key as it was sent
	 * @param request what tells this request from others
	 * @param newId id of the conversion if the key is new
	 * @return the key with the request and the conversion of its first use
	 */
	public IdempotencyKey use(String owner, String key, String request, String newId) {
		String hash = hash(key);
		return this.documents.of(owner).find(hash).orElseGet(() -> keep(owner, hash, hash(request), newId));
	}

	private IdempotencyKey keep(String owner, String hash, String request, String newId) {
		IdempotencyKey fresh = new IdempotencyKey(hash, request, newId, false, this.documents.now());
		return this.documents.change(owner, (keys) -> keys.find(hash).isPresent() ? keys : keys.with(fresh))
			.find(hash)
			.orElse(fresh);
	}

	/**
	 * Records that the conversion of a key was created.
	 * @param owner id of the account
	 * @param key the key as it was sent
	 */
	public void markMade(String owner, String key) {
		this.documents.change(owner, (keys) -> keys.withMade(hash(key)));
	}

	/**
	 * Returns whether a request is that of the first use of a key.
	 * @param key the key
	 * @param request what tells this request from others
	 * @return {@code false} if it is another one
	 */
	public static boolean isSame(IdempotencyKey key, String request) {
		return key.request().equals(hash(request));
	}

	/**
	 * Removes the keys of accounts that have not used any for a while.
	 */
	public void forgetTheUnused() {
		this.documents.removeUnchangedFor(FORGET_AFTER);
	}

	private static String hash(String text) {
		return HexFormat.of().formatHex(Sha256.hash(text));
	}

}
