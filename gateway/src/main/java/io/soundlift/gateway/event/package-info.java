/**
 * Changes of conversions as server-sent events.
 */
@NullMarked
package io.soundlift.gateway.event;

import org.jspecify.annotations.NullMarked;
