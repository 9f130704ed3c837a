/**
 * Tests of the journey.
 */
@NullMarked
package io.soundlift.journey.conversion;

import org.jspecify.annotations.NullMarked;
