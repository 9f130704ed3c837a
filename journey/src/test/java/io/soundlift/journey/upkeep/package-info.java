/**
 * Tests of the journey.
 */
@NullMarked
package io.soundlift.journey.upkeep;

import org.jspecify.annotations.NullMarked;
