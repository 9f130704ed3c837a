/**
 * Throttling of repeated attempts.
 */
@NullMarked
package io.soundlift.authserver.throttle;

import org.jspecify.annotations.NullMarked;
