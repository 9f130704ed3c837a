package io.soundlift.gateway.mail;

/**
 * Preferences of an account.
 *
 * @param conversionMails whether it gets a mail when a conversion has ended
 */
record PreferencesView(boolean conversionMails) {
}
