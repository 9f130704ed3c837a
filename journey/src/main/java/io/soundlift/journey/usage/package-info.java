/**
 * What accounts use of their limits, across all services that use it up for them.
 */
@NullMarked
package io.soundlift.journey.usage;

import org.jspecify.annotations.NullMarked;
