/**
 * Tests for work on uploads before their last byte is there.
 */
@NullMarked
package io.soundlift.converter.growing;

import org.jspecify.annotations.NullMarked;
