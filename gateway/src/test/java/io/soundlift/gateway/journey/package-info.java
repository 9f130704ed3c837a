/**
 * Tests for what owners are told of their conversions' journeys.
 */
@NullMarked
package io.soundlift.gateway.journey;

import org.jspecify.annotations.NullMarked;
