package io.soundlift.authserver.mail;

/**
 * Subject and text of a mail.
 *
 * @param subject one line
 * @param text plain text
 */
public record MailText(String subject, String text) {
}
