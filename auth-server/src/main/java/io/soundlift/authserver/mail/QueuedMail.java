package io.soundlift.authserver.mail;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A mail that is not sent yet.
 *
 * @param id id of the mail, which also becomes its {@code Message-ID}
 * @param template kind of the mail
 * @param content address and values as encrypted JSON, since a link opens a door
 * @param dueAt when it is tried next
 * @param attempts how often it was tried
 * @param expiresAt when it is of no use any more
 */
@Document("mails")
record QueuedMail(@Id String id, String template, byte[] content, Instant dueAt, int attempts, Instant expiresAt) {
}
