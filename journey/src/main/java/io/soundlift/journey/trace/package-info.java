/**
 * One trace across the whole journey of a video.
 */
@NullMarked
package io.soundlift.journey.trace;

import org.jspecify.annotations.NullMarked;
