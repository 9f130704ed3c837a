/**
 * Tests for requests to servers of strangers.
 */
@NullMarked
package io.soundlift.journey.outbound;

import org.jspecify.annotations.NullMarked;
