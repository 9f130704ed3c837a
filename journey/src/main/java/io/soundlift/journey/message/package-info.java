/**
 * The messages that wake up the next service.
 */
@NullMarked
package io.soundlift.journey.message;

import org.jspecify.annotations.NullMarked;
