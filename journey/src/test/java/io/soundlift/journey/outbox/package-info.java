/**
 * Tests of the journey.
 */
@NullMarked
package io.soundlift.journey.outbox;

import org.jspecify.annotations.NullMarked;
