package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.time.Duration;

/**
 * An MP3 that is complete.
 *
 * @param file the file in the session's folder
 * @param length the length of its sound
 */
public record EncodedMp3(Path file, Duration length) {
}
