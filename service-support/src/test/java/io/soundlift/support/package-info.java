/**
 * Tests for what every service needs.
 */
@NullMarked
package io.soundlift.support;

import org.jspecify.annotations.NullMarked;
