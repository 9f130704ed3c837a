package io.soundlift.authserver.registration;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A sign-up whose address is not verified yet.
 *
 * @param id hash of the token in the mailed link
 * @param email normalised address that was typed
 * @param passwordHash encoded password that was typed
 * @param expiresAt when the link expires
 */
@Document("registrations")
record Registration(@Id String id, String email, String passwordHash, Instant expiresAt) {
}
