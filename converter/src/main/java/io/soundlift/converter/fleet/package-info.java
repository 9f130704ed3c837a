/**
 * Several converters on one long audio: one has claimed the conversion, and others that
 * have encoders to spare encode some of its chunks.
 */
@NullMarked
package io.soundlift.converter.fleet;

import org.jspecify.annotations.NullMarked;
