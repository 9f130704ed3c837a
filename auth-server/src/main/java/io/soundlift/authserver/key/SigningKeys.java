package io.soundlift.authserver.key;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.soundlift.encryption.Encryption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Store of the signing keys in MongoDB, encrypted, which creates the next one when it is
 * due.
 */
@Component
final class SigningKeys {

	private static final Logger logger = LoggerFactory.getLogger(SigningKeys.class);

	private static final int KEY_BITS = 2048;

	/** Longer than a session with an ID token of the key lasts. */
	private static final Duration KEPT = Duration.ofDays(400);

	private final MongoOperations mongo;

	private final Encryption encryption;

	private final KeySchedule schedule;

	private final Clock clock;

	SigningKeys(MongoOperations mongo, Encryption encryption, KeySchedule schedule, Clock clock) {
		this.mongo = mongo;
		this.encryption = encryption;
		this.schedule = schedule;
		this.clock = clock;
	}

	/**
	 * Loads the keys, after creating the next one when it is due.
	 * @return all keys, including retired ones, the newest last
	 */
	List<SigningKey> load() {
		Instant now = this.clock.instant();
		List<SigningKey> stored = findAll();
		if (this.schedule.isNextDue(stored, now)) {
			create(stored.isEmpty() ? 1 : stored.get(stored.size() - 1).generation() + 1, now);
			stored = findAll();
		}
		return stored;
	}

	/**
	 * Re-encrypts keys that are encrypted with a previous encryption key, so that it can
	 * be removed. Replicas may do so concurrently, and a kill leaves each key readable.
	 * @throws IllegalStateException when a key was encrypted with a key that is not
	 * configured
	 */
	void renewEncryption() {
		for (SigningKey key : findAll()) {
			if (!this.encryption.isUnderCurrentKey(key.encryptedJwk())) {
				String associatedData = associatedData(key.generation());
				byte[] json = this.encryption.decrypt(key.encryptedJwk(), associatedData);
				this.mongo.updateFirst(Query.query(Criteria.where("_id").is(key.generation())),
						Update.update("encryptedJwk", this.encryption.encrypt(json, associatedData)), SigningKey.class);
				logger.info("Encrypted signing key {} with the current encryption key", key.generation());
			}
		}
	}

	/**
	 * Removes keys that retired long ago. The newest is never among them.
	 */
	void removeOld() {
		Instant now = this.clock.instant();
		List<SigningKey> stored = findAll();
		List<SigningKey> published = this.schedule.published(stored, now);
		stored.stream()
			.limit(Math.max(0, stored.size() - 1))
			.filter((key) -> !published.contains(key) && key.createdAt().plus(KEPT).isBefore(now))
			.forEach((key) -> this.mongo.remove(Query.query(Criteria.where("_id").is(key.generation())),
					SigningKey.class));
	}

	/**
	 * Decrypts a key.
	 * @param key the stored key
	 * @return the key pair
	 * @throws IllegalStateException when it was encrypted with a key that is not
	 * configured
	 */
	JWK decrypt(SigningKey key) {
		byte[] json = this.encryption.decrypt(key.encryptedJwk(), associatedData(key.generation()));
		try {
			return JWK.parse(new String(json, StandardCharsets.UTF_8));
		}
		catch (ParseException ex) {
			throw new IllegalStateException("Signing key %d is not a JSON Web Key".formatted(key.generation()), ex);
		}
	}

	private List<SigningKey> findAll() {
		return this.mongo.find(new Query().with(Sort.by("_id")), SigningKey.class);
	}

	private void create(int generation, Instant now) {
		RSAKey key = generate(now);
		byte[] json = key.toJSONString().getBytes(StandardCharsets.UTF_8);
		try {
			this.mongo.insert(new SigningKey(generation, key.getKeyID(), now,
					this.encryption.encrypt(json, associatedData(generation))));
			logger.info("Made signing key {} with id '{}'", generation, key.getKeyID());
		}
		catch (DuplicateKeyException ex) {
			logger.info("Another replica made signing key {}", generation);
		}
	}

	private static RSAKey generate(Instant now) {
		try {
			return new RSAKeyGenerator(KEY_BITS).keyUse(KeyUse.SIGNATURE)
				.algorithm(JWSAlgorithm.RS256)
				.keyIDFromThumbprint(true)
				.issueTime(Date.from(now))
				.generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("Every Java platform has RSA", ex);
		}
	}

	private static String associatedData(int generation) {
		return "signing_keys/" + generation;
	}

}
