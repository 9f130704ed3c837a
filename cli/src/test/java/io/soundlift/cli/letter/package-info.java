/**
 * Tests for parked letters.
 */
@NullMarked
package io.soundlift.cli.letter;

import org.jspecify.annotations.NullMarked;
