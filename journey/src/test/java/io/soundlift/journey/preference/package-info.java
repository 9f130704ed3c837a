/**
 * Tests for what owners have chosen.
 */
@NullMarked
package io.soundlift.journey.preference;

import org.jspecify.annotations.NullMarked;
