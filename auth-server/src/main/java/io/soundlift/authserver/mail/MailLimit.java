package io.soundlift.authserver.mail;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Count of the mails of one kind to one receiver.
 *
 * @param id hash of kind and receiver
 * @param count mails that count so far
 * @param last hash of the content of the last one
 * @param nextAt when another one may be sent
 * @param expiresAt when the count is reset
 */
@Document("mail_limits")
record MailLimit(@Id String id, int count, String last, Instant nextAt, Instant expiresAt) {
}
