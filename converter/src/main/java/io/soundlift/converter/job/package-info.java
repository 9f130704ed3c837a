/**
 * Conversions from the receipt of their messages to their outcomes.
 */
@NullMarked
package io.soundlift.converter.job;

import org.jspecify.annotations.NullMarked;
