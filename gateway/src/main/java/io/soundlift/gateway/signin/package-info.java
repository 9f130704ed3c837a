/**
 * Signed-in browsers: their sessions, their tokens, and access to the page.
 */
@NullMarked
package io.soundlift.gateway.signin;

import org.jspecify.annotations.NullMarked;
