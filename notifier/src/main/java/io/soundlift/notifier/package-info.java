/**
 * Mails owners when their conversions have ended.
 */
@NullMarked
package io.soundlift.notifier;

import org.jspecify.annotations.NullMarked;
