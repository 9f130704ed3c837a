/**
 * Dead letters: messages that could not be processed.
 */
@NullMarked
package io.soundlift.journey.deadletter;

import org.jspecify.annotations.NullMarked;
