/**
 * Tests of {@code io.soundlift.converter.decode}.
 */
@NullMarked
package io.soundlift.converter.decode;

import org.jspecify.annotations.NullMarked;
