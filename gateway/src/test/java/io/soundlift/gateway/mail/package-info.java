/**
 * Tests for whether accounts get mails.
 */
@NullMarked
package io.soundlift.gateway.mail;

import org.jspecify.annotations.NullMarked;
