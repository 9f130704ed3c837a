/**
 * Tests of the journey.
 */
@NullMarked
package io.soundlift.journey;

import org.jspecify.annotations.NullMarked;
