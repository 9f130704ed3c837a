/**
 * Tests for what accounts use of their limits.
 */
@NullMarked
package io.soundlift.journey.usage;

import org.jspecify.annotations.NullMarked;
