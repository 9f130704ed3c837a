package io.soundlift.authserver.mail;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Mails of one kind that one receiver got.
 *
 * @param id hash of kind and receiver
 * @param count mails that count so far
 * @param last hash of what the last one brought
 * @param nextAt when another one may be sent
 * @param expiresAt when the count begins anew
 */
@Document("mail_limits")
record MailLimit(@Id String id, int count, String last, Instant nextAt, Instant expiresAt) {
}
