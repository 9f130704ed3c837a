/**
 * Dead letters: messages that nobody could deal with, and what becomes of them.
 */
@NullMarked
package io.soundlift.journey.deadletter;

import org.jspecify.annotations.NullMarked;
