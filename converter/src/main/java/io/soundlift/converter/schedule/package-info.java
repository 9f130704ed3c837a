/**
 * Shares the machine's cores fairly between the conversions that run on it.
 */
@NullMarked
package io.soundlift.converter.schedule;

import org.jspecify.annotations.NullMarked;
