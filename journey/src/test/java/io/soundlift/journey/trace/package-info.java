/**
 * Tests of the journey's traces.
 */
@NullMarked
package io.soundlift.journey.trace;

import org.jspecify.annotations.NullMarked;
