package io.soundlift.journey.conversion;

import io.soundlift.journey.file.StoredFile;

/**
 * Result of a conversion.
 *
 * @param file where the bytes are
 * @param durationMillis playing time in milliseconds
 * @param fileName name to offer for download, with its extension; shortened if file
 * systems would not take it
 */
public record Mp3(StoredFile file, long durationMillis, String fileName) {

	/**
	 * Creates a result, also one from the database that an older version has stored.
	 */
	public Mp3 {
		fileName = FileNames.fit(fileName, FileNames.MAX_BYTES);
	}

}
