/**
 * Measurement of the progress of a conversion.
 */
@NullMarked
package io.soundlift.converter.progress;

import org.jspecify.annotations.NullMarked;
