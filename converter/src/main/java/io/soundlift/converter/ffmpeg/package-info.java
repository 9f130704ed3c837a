/**
 * Runs ffmpeg through JAVE2, contained, on what strangers send.
 */
@NullMarked
package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.NullMarked;
