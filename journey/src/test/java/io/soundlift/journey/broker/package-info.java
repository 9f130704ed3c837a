/**
 * Tests of the broker's health.
 */
@NullMarked
package io.soundlift.journey.broker;

import org.jspecify.annotations.NullMarked;
