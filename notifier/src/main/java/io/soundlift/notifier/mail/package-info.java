/**
 * Mails to owners: content and transfer to the mail server.
 */
@NullMarked
package io.soundlift.notifier.mail;

import org.jspecify.annotations.NullMarked;
