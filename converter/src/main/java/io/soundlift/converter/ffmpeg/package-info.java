/**
 * Contained runs of ffmpeg, through JAVE2, on untrusted files.
 */
@NullMarked
package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.NullMarked;
