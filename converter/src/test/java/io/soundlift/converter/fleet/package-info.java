/**
 * Tests for several converters on one long audio.
 */
@NullMarked
package io.soundlift.converter.fleet;

import org.jspecify.annotations.NullMarked;
