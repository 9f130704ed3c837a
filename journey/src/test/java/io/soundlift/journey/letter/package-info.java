/**
 * Tests for dead letters.
 */
@NullMarked
package io.soundlift.journey.letter;

import org.jspecify.annotations.NullMarked;
