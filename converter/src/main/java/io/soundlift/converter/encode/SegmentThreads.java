package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.soundlift.converter.decode.SampleSource;
import org.jspecify.annotations.Nullable;

/**
 * Cuts audio into segments and encodes them in several threads. The chunks are not
 * joined, so they may be finished in any order. If all files for segments are in use, the
 * decoder has to wait. Each instance encodes one audio.
 */
final class SegmentThreads {

	/** One segment is being cut, and one is kept for the overlap with the next. */
	private static final int SEGMENTS_BESIDE_THREADS = 2;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final int threads;

	private final ChunkEncoder encoder;

	private final PcmSegmentFiles files;

	private @Nullable SegmentUse previous;

	/**
	 * Creates threads.
	 * @param threads how many, at least 1
	 * @param encoder encoder of the segments, which is cancelled after the first failure
	 */
	SegmentThreads(EncodingTask task, ChunkGrid grid, int threads, ChunkEncoder encoder) {
		this.task = task;
		this.grid = grid;
		this.threads = threads;
		this.encoder = encoder;
		this.files = new PcmSegmentFiles(IntStream.range(0, threads + SEGMENTS_BESIDE_THREADS)
			.mapToObj((number) -> task.session().file("samples-" + number))
			.toList());
	}

	/**
	 * Returns the maximum disk space for the samples.
	 * @param threads number of threads
	 * @param leastLength the minimum length of a chunk
	 * @return bytes
	 */
	static long maxBytes(int threads, Duration leastLength) {
		return (threads + SEGMENTS_BESIDE_THREADS) * ChunkGrid.maxBytes(leastLength);
	}

	/**
	 * Encodes audio to its end.
	 * @param decoder source of the audio
	 * @param samples its samples
	 * @param work encodes a segment
	 * @return samples per channel
	 * @throws CancellationException if that was the first failure
	 * @throws RuntimeException if the audio can't be decoded or encoded
	 */
	long encode(SampleSource decoder, InputStream samples, SegmentTask work) {
		PcmSegmentCutter cutter = new PcmSegmentCutter(this.grid, this.files);
		try (EncoderThreads encoders = new EncoderThreads(this.task.session(), this.threads, () -> {
			this.files.cancel();
			this.task.share().stop();
			decoder.kill();
			this.encoder.cancel();
		})) {
			encoders.run(() -> cutter.cut(samples, (segment) -> start(new SegmentUse(segment), encoders, work)));
			return cutter.samples();
		}
	}

	private void start(SegmentUse use, EncoderThreads encoders, SegmentTask work) {
		if (this.previous != null) {
			this.previous.end();
		}
		this.previous = use;
		encoders.start(() -> {
			try {
				work.encode(use.segment);
			}
			finally {
				use.end();
			}
		});
	}

	/**
	 * Encoding of a segment.
	 */
	@FunctionalInterface
	interface SegmentTask {

		void encode(PcmSegment segment) throws IOException, InterruptedException;

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
					SegmentThreads.this.files.release(this.segment.file());
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}

	}

}
