package io.soundlift.converter.growing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.converter.encode.PartsAhead;
import io.soundlift.journey.conversion.KeptChunks;

/**
 * Parts of an upload's audio, kept for the conversion that it is going to be.
 *
 * @param chunks where they are kept
 * @param id id of the upload and of the conversion
 */
record UploadParts(KeptChunks chunks, String id) implements PartsAhead {

	@Override
	public boolean has(int index, String samples) {
		return this.chunks.has(this.id, samples, index);
	}

	@Override
	public boolean put(int index, String samples, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			return this.chunks.put(this.id, samples, index, content, Files.size(file));
		}
	}

}
