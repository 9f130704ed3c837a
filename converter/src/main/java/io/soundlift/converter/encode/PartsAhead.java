package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
	 * Fetches a part.
	 * @param grid division of the audio
	 * @param segment its samples, which need not exist
	 * @param samples name of everything that its bytes depend on
	 * @param file where to write its frames
	 * @return the part
	 * @throws NotJoinableException if it is missing or broken
	 * @throws IOException if it can't be read or written
	 */
	EncodedChunk fetch(ChunkGrid grid, PcmSegment segment, String samples, Path file) throws IOException {
		int index = segment.index();
		try (InputStream content = this.chunks.find(this.id, samples, index)
			.orElseThrow(() -> new NotJoinableException(index))) {
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
		}
		if (!grid.isWhole(segment, file)) {
			throw new NotJoinableException(index);
		}
		return new EncodedChunk(segment, file, true);
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
