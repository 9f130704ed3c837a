/**
 * What owners have chosen, across the services that go by it.
 */
@NullMarked
package io.soundlift.journey.preference;

import org.jspecify.annotations.NullMarked;
