package io.soundlift.authserver.key;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A signing key as it is stored.
 *
 * @param generation 1 for the first key, incremented for each successor; unique, so that
 * only one replica creates each
 * @param keyId the "kid" of the key
 * @param createdAt when the key was made
 * @param encryptedJwk the private key as encrypted JSON Web Key
 */
@Document("signing_keys")
record SigningKey(@Id int generation, String keyId, Instant createdAt, byte[] encryptedJwk) {
}
