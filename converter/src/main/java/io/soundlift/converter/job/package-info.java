/**
 * Takes conversions and brings them to an end.
 */
@NullMarked
package io.soundlift.converter.job;

import org.jspecify.annotations.NullMarked;
