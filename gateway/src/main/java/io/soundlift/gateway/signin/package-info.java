/**
 * Browsers that are signed in: their sessions, the tokens behind them, and the page.
 */
@NullMarked
package io.soundlift.gateway.signin;

import org.jspecify.annotations.NullMarked;
