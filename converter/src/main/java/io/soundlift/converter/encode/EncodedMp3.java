package io.soundlift.converter.encode;

import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.journey.conversion.Plan;

/**
 * An MP3 that is complete.
 *
 * @param file the file in the session's folder
 * @param length the length of its audio
 * @param mode how it was made in the end
 * @param chunks how many parts were encoded or found, 0 if it was copied
 * @param keptChunks how many of them an earlier attempt or another converter has encoded
 * @param repairedSeams how many parts were encoded again because they did not fit the
 * previous one
 * @param peaks peaks of up to 1,000 parts of equal length, from 0 for silence to 255 for
 * full scale; empty if it was copied
 */
public record EncodedMp3(Path file, Duration length, Plan.Mode mode, int chunks, int keptChunks, int repairedSeams,
		byte[] peaks) {
}
