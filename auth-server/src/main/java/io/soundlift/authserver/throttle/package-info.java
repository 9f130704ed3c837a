/**
 * Slows down whoever tries again and again.
 */
@NullMarked
package io.soundlift.authserver.throttle;

import org.jspecify.annotations.NullMarked;
