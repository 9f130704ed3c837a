/**
 * Tests of the converter's job package.
 */
@NullMarked
package io.soundlift.converter.job;

import org.jspecify.annotations.NullMarked;
