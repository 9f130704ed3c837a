/**
 * Conversions from their messages to their ends.
 */
@NullMarked
package io.soundlift.converter.job;

import org.jspecify.annotations.NullMarked;
