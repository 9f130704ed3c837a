package io.soundlift.authserver.throttle;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Tries of one kind by one subject.
 *
 * @param id hash of kind and subject
 * @param count tries that count so far
 * @param blockedUntil when the next try is heard
 * @param expiresAt when the tries are forgotten
 */
@Document("tries")
record TryCount(@Id String id, int count, Instant blockedUntil, Instant expiresAt) {
}
