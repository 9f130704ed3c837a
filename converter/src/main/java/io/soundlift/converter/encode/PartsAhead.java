package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.KeptChunks;

/**
 * Encoded parts of audio that is still being uploaded, kept for the conversion that the
 * upload will become.
 *
 * @param chunks where they are kept
 * @param id id of the upload and of the conversion
 */
public record PartsAhead(KeptChunks chunks, String id) {

	/**
	 * Returns whether a part has already been kept.
	 * @param index its number, from 0
	 * @param samples name of everything that its bytes depend on
	 * @return whether it need not be encoded
	 */
	boolean has(int index, String samples) {
		return this.chunks.has(this.id, samples, index);
	}

	/**
	 * Finds a part.
	 * @param index its number, from 0
	 * @param samples name of everything that its bytes depend on
	 * @return its bytes; empty if it was not kept
	 */
	Optional<InputStream> find(int index, String samples) {
		return this.chunks.find(this.id, samples, index);
	}

	/**
	 * Keeps a part.
	 * @param index its number, from 0
	 * @param samples name of everything that its bytes depend on
	 * @param file its bytes
	 * @return whether further parts are worth keeping
	 * @throws IOException if it can't be kept
	 */
	boolean put(int index, String samples, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			return this.chunks.put(this.id, samples, index, content, Files.size(file));
		}
	}

	/**
	 * Records that all parts are kept.
	 */
	void complete(EncodedAhead ahead) {
		this.chunks.complete(this.id, ahead);
	}

}
