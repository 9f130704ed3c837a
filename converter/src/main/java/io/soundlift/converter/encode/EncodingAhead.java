package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.soundlift.converter.decode.SampleSource;
import io.soundlift.journey.conversion.EncodedAhead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the chunks of audio that is still being uploaded. Each takes an encoder once
 * all of its samples have arrived; between chunks no encoder is held.
 */
final class EncodingAhead {

	private static final Logger logger = LoggerFactory.getLogger(EncodingAhead.class);

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final PartsAhead parts;

	private final UnaryOperator<String> proof;

	private final Consumer<JoinedChunks> handover;

	private final ChunkEncoder encoder;

	private final SegmentThreads threads;

	private final Map<Integer, String> chunks = new ConcurrentSkipListMap<>();

	/**
	 * Creates an encoding.
	 * @param threads maximum number of encoders at a time
	 * @param proof returns what proves that the MP3 of other audio is the same, from what
	 * proves that its samples are
	 * @param handover receives all chunks, joined, if they can be joined
	 */
	EncodingAhead(EncodingTask task, ChunkGrid grid, SegmentNames names, int threads, PartsAhead parts,
			UnaryOperator<String> proof, Consumer<JoinedChunks> handover) {
		this.task = task;
		this.grid = grid;
		this.names = names;
		this.parts = parts;
		this.proof = proof;
		this.handover = handover;
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
		try (JoinedChunks joined = new JoinedChunks(this.task.session().file("frames"), this.grid);
				SampleSource decoder = this.task.decode(video, maxLength)) {
			long samples = this.threads.encode(decoder, meter.measure(decoder.samples()),
					(segment) -> joined.add(encode(segment, decoder)));
			LengthLimit.check(this.grid.format().playingTime(samples), maxLength, this.task.plan().trim());
			Optional<String> proved = decoder.proof();
			if (proved.isPresent()) {
				List<String> names = List.copyOf(this.chunks.values());
				if (joined.complete(names)) {
					this.handover.accept(joined);
				}
				// recorded last, as the conversion waits for it
				this.parts.complete(new EncodedAhead(this.proof.apply(proved.get()), names, samples, meter.peaks()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private EncodedChunk encode(PcmSegment segment, SampleSource decoder) throws IOException, InterruptedException {
		if (segment.last()) {
			// a segment that ends only because the decoder was cut off is of no use
			decoder.await();
		}
		String name = this.names.of(segment);
		Path file = this.task.session().file("chunk-" + segment.index());
		EncodedChunk chunk = this.parts.has(segment.index(), name) ? fetch(segment, name, file)
				: encode(segment, name, file);
		this.chunks.put(segment.index(), name);
		return chunk;
	}

	/**
	 * Fetches a chunk that another converter has kept, only for the sake of joining it.
	 */
	private EncodedChunk fetch(PcmSegment segment, String name, Path file) throws IOException, InterruptedException {
		try {
			return this.parts.fetch(this.grid, segment, name, file);
		}
		catch (NotJoinableException | IOException ex) {
			logger.info("Encodes chunk {} again, which was kept: {}", segment.index(), ex.toString());
			return encode(segment, name, file);
		}
	}

	private EncodedChunk encode(PcmSegment segment, String name, Path file) throws IOException, InterruptedException {
		EncodedChunk chunk = this.encoder.encodeAnew(segment, file);
		if (!this.parts.put(segment.index(), name, file)) {
			throw new CancellationException("Nobody waits for what is encoded ahead");
		}
		return chunk;
	}

}
