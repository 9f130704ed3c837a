/**
 * Messages that conversions have ended.
 */
@NullMarked
package io.soundlift.notifier.messaging;

import org.jspecify.annotations.NullMarked;
