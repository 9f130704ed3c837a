/**
 * Tests of the converter.
 */
@NullMarked
package io.soundlift.converter;

import org.jspecify.annotations.NullMarked;
