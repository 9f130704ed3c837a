/**
 * Usage of accounts' limits, across all services.
 */
@NullMarked
package io.soundlift.journey.usage;

import org.jspecify.annotations.NullMarked;
