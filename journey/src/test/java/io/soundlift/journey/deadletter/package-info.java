/**
 * Tests for dead letters.
 */
@NullMarked
package io.soundlift.journey.deadletter;

import org.jspecify.annotations.NullMarked;
