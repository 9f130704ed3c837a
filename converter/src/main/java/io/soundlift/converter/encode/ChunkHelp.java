package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.soundlift.converter.decode.SampleSource;
import org.jspecify.annotations.Nullable;

/**
 * Encodes those chunks of an MP3 that the converter which creates it has not reached yet.
 * The audio is decoded from its beginning, which takes a small part of the time of
 * encoding it, and cut into the same segments. The chunks are not joined.
 */
final class ChunkHelp {

	/** One segment is being cut, and one is kept for the overlap with the next. */
	private static final int SEGMENTS_BESIDE_THREADS = 2;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final ChunkEncoder encoder;

	private final int threads;

	private final OpenParts parts;

	private final PcmSegmentFiles files;

	private final AtomicInteger encoded = new AtomicInteger();

	private @Nullable SegmentUse previous;

	ChunkHelp(EncodingTask task, ChunkGrid grid, SegmentNames names, int threads, OpenParts parts) {
		this.task = task;
		this.grid = grid;
		this.encoder = new ChunkEncoder(task, grid, names);
		this.threads = threads;
		this.parts = parts;
		this.files = new PcmSegmentFiles(IntStream.range(0, threads + SEGMENTS_BESIDE_THREADS)
			.mapToObj((number) -> task.session().file("samples-" + number))
			.toList());
	}

	/**
	 * Encodes chunks up to the end of the audio.
	 * @param maxLength the maximum length of the audio
	 * @return how many
	 * @throws CancellationException if the MP3 is no longer awaited
	 * @throws RuntimeException if they can't be encoded
	 */
	int encode(Duration maxLength) {
		try (SampleSource decoder = this.task.decode(maxLength);
				EncoderThreads encoders = new EncoderThreads(this.task.session(), this.threads, () -> {
					this.files.cancel();
					this.task.share().stop();
					decoder.kill();
					this.encoder.cancel();
				})) {
			encoders.run(() -> new PcmSegmentCutter(this.grid, this.files).cut(decoder.samples(),
					(segment) -> start(new SegmentUse(segment), encoders)));
			return this.encoded.get();
		}
	}

	private void start(SegmentUse use, EncoderThreads encoders) {
		endPrevious();
		this.previous = use;
		encoders.start(() -> {
			try {
				encode(use.segment);
			}
			finally {
				use.end();
			}
		});
	}

	private void endPrevious() {
		if (this.previous != null) {
			this.previous.end();
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

	/**
	 * Uses of the file of a segment: its encoder, and the next segment, which begins with
	 * the end of this one.
	 */
	private final class SegmentUse {

		private final PcmSegment segment;

		private final AtomicInteger users;

		SegmentUse(PcmSegment segment) {
			this.segment = segment;
			this.users = new AtomicInteger(segment.last() ? 1 : 2);
		}

		void end() {
			if (this.users.decrementAndGet() == 0) {
				try {
					ChunkHelp.this.files.release(this.segment.file());
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}

	}

}
