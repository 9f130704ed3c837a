package io.soundlift.authserver.mail;

/**
 * What a mail says.
 *
 * @param subject one line
 * @param text plain text
 */
public record MailText(String subject, String text) {
}
