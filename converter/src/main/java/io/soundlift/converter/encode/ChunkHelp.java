package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import io.soundlift.converter.decode.SampleSource;

/**
 * Encodes those chunks of an MP3 that the converter which creates it has not reached yet.
 * The audio is decoded from its beginning, which takes a small part of the time of
 * encoding it, and cut into the same segments.
 */
final class ChunkHelp {

	private final EncodingTask task;

	private final ChunkEncoder encoder;

	private final SegmentThreads threads;

	private final OpenParts parts;

	private final AtomicInteger encoded = new AtomicInteger();

	ChunkHelp(EncodingTask task, ChunkGrid grid, SegmentNames names, int threads, OpenParts parts) {
		this.task = task;
		this.encoder = new ChunkEncoder(task, grid, names);
		this.threads = new SegmentThreads(task, grid, threads, this.encoder);
		this.parts = parts;
	}

	/**
	 * Encodes chunks up to the end of the audio.
	 * @param maxLength the maximum length of the audio
	 * @return how many
	 * @throws CancellationException if the MP3 is no longer awaited
	 * @throws RuntimeException if they can't be encoded
	 */
	int encode(Duration maxLength) {
		try (SampleSource decoder = this.task.decode(maxLength)) {
			this.threads.encode(decoder, decoder.samples(), this::encode);
			return this.encoded.get();
		}
	}

	private void encode(PcmSegment segment) throws IOException, InterruptedException {
		int index = segment.index();
		Path file = this.task.session().file("chunk-" + index);
		// only the end of the decoder shows whether the last segment is whole
		if (!segment.last() && this.parts.isOpen(index)
				&& this.encoder.encode(segment, file, () -> this.parts.claim(index))) {
			this.parts.put(index, file);
			Files.delete(file);
			this.encoded.incrementAndGet();
		}
	}

}
