package io.soundlift.gateway.mail;

/**
 * What an account has chosen.
 *
 * @param conversionMails whether it gets a mail when a conversion has ended
 */
record PreferencesView(boolean conversionMails) {
}
