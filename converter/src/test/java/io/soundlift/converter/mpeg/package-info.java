/**
 * Tests of {@code io.soundlift.converter.mpeg}.
 */
@NullMarked
package io.soundlift.converter.mpeg;

import org.jspecify.annotations.NullMarked;
