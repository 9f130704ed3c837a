package io.soundlift.testsupport;

import java.time.Instant;

import jakarta.mail.internet.MimeMessage;

/**
 * A mail that a mail server has accepted.
 *
 * @param receivedAt when it was complete
 * @param message the mail
 */
public record ReceivedMail(Instant receivedAt, MimeMessage message) {
}
