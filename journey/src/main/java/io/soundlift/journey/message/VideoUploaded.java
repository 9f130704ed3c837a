package io.soundlift.journey.message;

import java.time.Instant;

/**
 * A video is stored and waits for a converter.
 *
 * @param version version of this message's form
 * @param conversionId the conversion
 * @param occurredAt when the upload was complete
 */
public record VideoUploaded(int version, String conversionId, Instant occurredAt) {

	/**
	 * Current version.
	 */
	public static final int VERSION = 1;

}
