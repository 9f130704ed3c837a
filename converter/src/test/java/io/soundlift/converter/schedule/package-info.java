/**
 * Tests of the fair queue for encoders.
 */
@NullMarked
package io.soundlift.converter.schedule;

import org.jspecify.annotations.NullMarked;
