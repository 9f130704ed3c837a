package io.soundlift.authserver.mail;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A mail that is not sent yet.
 *
 * @param id id of the mail, which also becomes its {@code Message-ID}
 * @param template kind of the mail
 * @param content address and values as encrypted JSON, since a link is a credential
 * @param dueAt when it is sent next
 * @param attempts number of attempts so far
 * @param expiresAt when it is no longer useful
 */
@Document("mails")
record QueuedMail(@Id String id, String template, byte[] content, Instant dueAt, int attempts, Instant expiresAt) {
}
