package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

import io.soundlift.converter.decode.SampleSource;
import io.soundlift.journey.conversion.EncodedAhead;

/**
 * Encodes the chunks of audio that is still being uploaded. Each takes an encoder once
 * all of its samples have arrived; between chunks no encoder is held.
 */
final class EncodingAhead {

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final PartsAhead parts;

	private final UnaryOperator<String> proof;

	private final ChunkEncoder encoder;

	private final SegmentThreads threads;

	private final Map<Integer, String> chunks = new ConcurrentSkipListMap<>();

	/**
	 * Creates an encoding.
	 * @param threads maximum number of encoders at a time
	 * @param proof returns what proves that the MP3 of other audio is the same, from what
	 * proves that its samples are
	 */
	EncodingAhead(EncodingTask task, ChunkGrid grid, SegmentNames names, int threads, PartsAhead parts,
			UnaryOperator<String> proof) {
		this.task = task;
		this.grid = grid;
		this.names = names;
		this.parts = parts;
		this.proof = proof;
		this.encoder = new ChunkEncoder(task, grid, names);
		this.threads = new SegmentThreads(task, grid, threads, this.encoder);
	}

	/**
	 * Encodes the audio as it arrives, up to its end.
	 * @param video the video, which blocks until more of it is available
	 * @param maxLength the maximum length of the audio
	 * @throws RuntimeException if it can't be encoded
	 */
	void encode(InputStream video, Duration maxLength) {
		PeakMeter meter = new PeakMeter(this.grid.format());
		try (SampleSource decoder = this.task.decode(video, maxLength)) {
			long samples = this.threads.encode(decoder, meter.measure(decoder.samples()),
					(segment) -> encode(segment, decoder));
			LengthLimit.check(this.grid.format().playingTime(samples), maxLength, this.task.plan().trim());
			decoder.proof()
				.map((same) -> new EncodedAhead(this.proof.apply(same), this.chunks.values().stream().toList(), samples,
						meter.peaks()))
				.ifPresent(this.parts::complete);
		}
	}

	private void encode(PcmSegment segment, SampleSource decoder) throws IOException, InterruptedException {
		if (segment.last()) {
			// a segment that ends only because the decoder was cut off is of no use
			decoder.await();
		}
		String name = this.names.of(segment);
		if (!this.parts.has(segment.index(), name)) {
			Path file = this.task.session().file("chunk-" + segment.index());
			this.encoder.encodeAnew(segment, file);
			boolean wanted = this.parts.put(segment.index(), name, file);
			Files.delete(file);
			if (!wanted) {
				throw new CancellationException("Nobody waits for what is encoded ahead");
			}
		}
		this.chunks.put(segment.index(), name);
	}

}
