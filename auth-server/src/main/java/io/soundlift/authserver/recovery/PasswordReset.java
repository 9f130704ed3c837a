package io.soundlift.authserver.recovery;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A mailed link with which a forgotten password is replaced.
 *
 * @param id hash of the token in the link
 * @param accountId id of the account
 * @param generation generation of the account for which alone the link works; the reset
 * raises it, and so does any other change of the password
 * @param expiresAt when the link stops working
 */
@Document("password_resets")
record PasswordReset(@Id String id, String accountId, int generation, Instant expiresAt) {
}
