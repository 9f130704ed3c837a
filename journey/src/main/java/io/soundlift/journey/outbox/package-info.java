/**
 * Events kept inside the conversion until the broker has confirmed them.
 */
@NullMarked
package io.soundlift.journey.outbox;

import org.jspecify.annotations.NullMarked;
