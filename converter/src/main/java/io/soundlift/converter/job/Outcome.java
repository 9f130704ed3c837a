package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;

/**
 * Outcome of an attempt.
 */
sealed interface Outcome {

	/**
	 * The MP3 is stored.
	 *
	 * @param mp3 the MP3, to which nothing refers yet
	 * @param peaks its waveform; empty if it has none
	 */
	record Converted(Mp3 mp3, byte[] peaks) implements Outcome {
	}

	/**
	 * The video can't be converted.
	 *
	 * @param failure the failure as shown to the owner
	 */
	record Failed(Failure failure) implements Outcome {
	}

	/**
	 * Another attempt may succeed.
	 *
	 * @param delay the minimum time until then
	 */
	record Retry(Duration delay) implements Outcome {
	}

	/**
	 * The attempt was stopped because the converter shuts down.
	 */
	record CutOff() implements Outcome {
	}

	/**
	 * The conversion was deleted or belongs to another worker now.
	 */
	record Lost() implements Outcome {
	}

}
