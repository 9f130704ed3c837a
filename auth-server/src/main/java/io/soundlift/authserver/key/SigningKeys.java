package io.soundlift.authserver.key;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.soundlift.encryption.Encryption;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/**
 * Keeps the signing keys in MongoDB, encrypted, and makes the first one.
 */
@Component
final class SigningKeys {

	private static final int KEY_BITS = 2048;

	private final MongoOperations mongo;

	private final Encryption encryption;

	private final Clock clock;

	SigningKeys(MongoOperations mongo, Encryption encryption, Clock clock) {
		this.mongo = mongo;
		this.encryption = encryption;
		this.clock = clock;
	}

	/**
	 * Loads all keys, after making the first one when there is none.
	 * @return at least one key, the newest last
	 */
	JWKSet load() {
		List<SigningKey> stored = findAll();
		if (stored.isEmpty()) {
			createFirst();
			stored = findAll();
		}
		return new JWKSet(stored.stream().map(this::decrypt).toList());
	}

	private List<SigningKey> findAll() {
		return this.mongo.find(new Query().with(Sort.by("_id")), SigningKey.class);
	}

	private void createFirst() {
		Instant now = this.clock.instant();
		int generation = 1;
		RSAKey key = generate(now);
		byte[] json = key.toJSONString().getBytes(StandardCharsets.UTF_8);
		try {
			this.mongo.insert(
					new SigningKey(generation, key.getKeyID(), now, this.encryption.encrypt(json, place(generation))));
		}
		catch (DuplicateKeyException ex) {
			// another replica was first, and its key is the one
			return;
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

	private JWK decrypt(SigningKey key) {
		byte[] json = this.encryption.decrypt(key.encryptedJwk(), place(key.generation()));
		try {
			return JWK.parse(new String(json, StandardCharsets.UTF_8));
		}
		catch (ParseException ex) {
			throw new IllegalStateException("Signing key %d is not a JSON Web Key".formatted(key.generation()), ex);
		}
	}

	private static String place(int generation) {
		return "signing_keys/" + generation;
	}

}
