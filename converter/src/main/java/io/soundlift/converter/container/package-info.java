/**
 * Reads what headers of media files say and ffmpeg does not pass on: how long the files
 * were when they were complete, and audio that can't be decoded.
 */
@NullMarked
package io.soundlift.converter.container;

import org.jspecify.annotations.NullMarked;
