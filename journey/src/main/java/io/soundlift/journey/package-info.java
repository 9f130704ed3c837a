/**
 * The journey of a video: its document, its files, its events.
 */
@NullMarked
package io.soundlift.journey;

import org.jspecify.annotations.NullMarked;
