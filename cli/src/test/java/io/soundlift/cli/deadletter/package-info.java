/**
 * Tests for parked dead letters.
 */
@NullMarked
package io.soundlift.cli.deadletter;

import org.jspecify.annotations.NullMarked;
