package io.soundlift.journey.message;

import java.time.Instant;

/**
 * A conversion has completed or failed. How it ended is on the conversion.
 *
 * @param version version of this message's form
 * @param conversionId the conversion
 * @param occurredAt when it ended
 */
public record ConversionFinished(int version, String conversionId, Instant occurredAt) {

	/**
	 * Current version.
	 */
	public static final int VERSION = 1;

}
