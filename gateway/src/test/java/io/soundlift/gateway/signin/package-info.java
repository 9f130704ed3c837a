/**
 * Tests for browser sign-in.
 */
@NullMarked
package io.soundlift.gateway.signin;

import org.jspecify.annotations.NullMarked;
