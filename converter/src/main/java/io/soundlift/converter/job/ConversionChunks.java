package io.soundlift.converter.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

import io.soundlift.converter.encode.KeptParts;
import io.soundlift.journey.conversion.KeptChunks;

/**
 * The kept chunks of one conversion under one plan.
 */
final class ConversionChunks implements KeptParts {

	private final KeptChunks chunks;

	private final String conversionId;

	private final String name;

	private final boolean some;

	ConversionChunks(KeptChunks chunks, String conversionId, String name) {
		this.chunks = chunks;
		this.conversionId = conversionId;
		this.name = name;
		this.some = chunks.hasAny(conversionId);
	}

	@Override
	public Optional<InputStream> find(int index, Supplier<String> samples) {
		// hashing the samples is worthwhile only if chunks of this conversion were kept
		return this.some ? find(this.name, index).or(() -> find(samples.get(), index)) : Optional.empty();
	}

	private Optional<InputStream> find(String under, int index) {
		return this.chunks.find(this.conversionId, under, index);
	}

	@Override
	public void put(int index, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			this.chunks.put(this.conversionId, this.name, index, content, Files.size(file));
		}
	}

}
