/**
 * Tests of the journey.
 */
@NullMarked
package io.soundlift.journey.file;

import org.jspecify.annotations.NullMarked;
