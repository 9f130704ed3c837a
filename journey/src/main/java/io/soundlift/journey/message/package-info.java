/**
 * The messages that wake up the next service, and the broker's word that it has them.
 */
@NullMarked
package io.soundlift.journey.message;

import org.jspecify.annotations.NullMarked;
