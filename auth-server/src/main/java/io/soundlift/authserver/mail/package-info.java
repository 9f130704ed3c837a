/**
 * Mails to people, kept in MongoDB until they are sent.
 */
@NullMarked
package io.soundlift.authserver.mail;

import org.jspecify.annotations.NullMarked;
