/**
 * What is said to owners, and how it gets to the mail server.
 */
@NullMarked
package io.soundlift.notifier.mail;

import org.jspecify.annotations.NullMarked;
