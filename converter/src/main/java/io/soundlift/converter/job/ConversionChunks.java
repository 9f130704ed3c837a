package io.soundlift.converter.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.soundlift.journey.conversion.KeptChunks;

/**
 * The kept chunks of one conversion under one plan.
 */
final class ConversionChunks implements io.soundlift.converter.encode.KeptChunks {

	private final KeptChunks chunks;

	private final String conversionId;

	private final String name;

	ConversionChunks(KeptChunks chunks, String conversionId, String name) {
		this.chunks = chunks;
		this.conversionId = conversionId;
		this.name = name;
	}

	@Override
	public Optional<InputStream> find(int index) {
		return this.chunks.find(this.conversionId, this.name, index);
	}

	@Override
	public void put(int index, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			this.chunks.put(this.conversionId, this.name, index, content, Files.size(file));
		}
	}

}
