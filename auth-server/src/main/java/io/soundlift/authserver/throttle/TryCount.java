package io.soundlift.authserver.throttle;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Attempts of one kind by one subject.
 *
 * @param id hash of kind and subject
 * @param count number of counted attempts
 * @param blockedUntil when the next attempt is admitted
 * @param expiresAt when the count is removed
 */
@Document("tries")
record TryCount(@Id String id, int count, Instant blockedUntil, Instant expiresAt) {
}
