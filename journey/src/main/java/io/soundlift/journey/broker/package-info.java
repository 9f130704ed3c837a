/**
 * Whether the broker can be reached.
 */
@NullMarked
package io.soundlift.journey.broker;

import org.jspecify.annotations.NullMarked;
