/**
 * Tests for error answers.
 */
@NullMarked
package io.soundlift.gateway.problem;

import org.jspecify.annotations.NullMarked;
