package io.soundlift.converter.fleet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

import io.soundlift.converter.encode.OpenParts;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.SharedEncoding;
import io.soundlift.journey.conversion.SharedEncodings;

/**
 * Parts of an MP3 of another converter.
 *
 * @param encodings claims on them
 * @param keptChunks where they are kept
 * @param shared the conversion that they belong to
 * @param converter name of this converter
 */
record HelpedParts(SharedEncodings encodings, KeptChunks keptChunks, SharedEncoding shared,
		String converter) implements OpenParts {

	@Override
	public boolean isOpen(int index) {
		return !isKept(index) && !this.encodings.isTaken(this.shared.id(), this.shared.plan(), index, this.converter);
	}

	@Override
	public boolean claim(int index) {
		if (!isOpen(index) || !this.encodings.claim(this.shared.id(), this.shared.plan(), index, this.converter)) {
			return false;
		}
		if (isKept(index)) {
			// since it was looked at
			this.encodings.kept(this.shared.id(), index, this.converter);
			return false;
		}
		return true;
	}

	private boolean isKept(int index) {
		return this.keptChunks.has(this.shared.id(), this.shared.plan(), index);
	}

	@Override
	public void put(int index, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			if (!this.keptChunks.put(this.shared.id(), this.shared.plan(), index, content, Files.size(file))) {
				throw new CancellationException("Conversion " + this.shared.id() + " has ended");
			}
		}
		this.encodings.kept(this.shared.id(), index, this.converter);
	}

}
