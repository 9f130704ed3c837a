/**
 * Measures how far the work on a conversion is.
 */
@NullMarked
package io.soundlift.converter.progress;

import org.jspecify.annotations.NullMarked;
