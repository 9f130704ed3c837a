/**
 * Tests of {@code io.soundlift.converter.encode}.
 */
@NullMarked
package io.soundlift.converter.encode;

import org.jspecify.annotations.NullMarked;
