package io.soundlift.authserver.recovery;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Mailed link for replacing a forgotten password.
 *
 * @param id hash of the token in the link
 * @param accountId id of the account
 * @param generation the only generation of the account for which the link is valid; any
 * change of the password increments it, including the reset
 * @param expiresAt when the link expires
 */
@Document("password_resets")
record PasswordReset(@Id String id, String accountId, int generation, Instant expiresAt) {
}
