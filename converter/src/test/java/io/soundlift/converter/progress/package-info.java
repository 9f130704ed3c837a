/**
 * Tests of how progress is measured.
 */
@NullMarked
package io.soundlift.converter.progress;

import org.jspecify.annotations.NullMarked;
