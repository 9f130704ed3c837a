package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.soundlift.converter.decode.SampleSource;
import io.soundlift.journey.conversion.EncodedAhead;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the chunks of audio that is still being uploaded, one at a time, so that there
 * is never more than one encoder. The chunks are not joined.
 */
final class EncodingAhead {

	/** One segment is being cut or encoded, and the next begins with the end of it. */
	private static final int SEGMENTS = 2;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final PartsAhead parts;

	private final UnaryOperator<String> proof;

	private final List<String> chunks = new ArrayList<>();

	private @Nullable Path previous;

	/**
	 * Creates an encoding.
	 * @param proof returns what proves that the MP3 of other audio is the same, from what
	 * proves that its samples are
	 */
	EncodingAhead(EncodingTask task, ChunkGrid grid, SegmentNames names, PartsAhead parts,
			UnaryOperator<String> proof) {
		this.proof = proof;
		this.task = task;
		this.grid = grid;
		this.names = names;
		this.parts = parts;
	}

	/**
	 * Encodes the audio as it arrives, up to its end.
	 * @param video the video, which blocks until more of it is available
	 * @param maxLength the maximum length of the audio
	 * @throws RuntimeException if it can't be encoded
	 */
	void encode(InputStream video, Duration maxLength) {
		List<Path> samples = Stream.iterate(0, (number) -> number < SEGMENTS, (number) -> number + 1)
			.map((number) -> this.task.session().file("samples-" + number))
			.toList();
		PcmSegmentFiles files = new PcmSegmentFiles(samples);
		ChunkEncoder encoder = new ChunkEncoder(this.task, this.grid, this.names);
		try (SampleSource decoder = this.task.decode(video, maxLength)) {
			this.task.session().onStop(() -> {
				files.cancel();
				this.task.share().stop();
				decoder.kill();
				encoder.cancel();
			});
			PcmSegmentCutter cutter = new PcmSegmentCutter(this.grid, files);
			PeakMeter meter = new PeakMeter(this.grid.format());
			cutter.cut(meter.measure(decoder.samples()), (segment) -> encode(segment, decoder, encoder, files));
			LengthLimit.check(this.grid.format().playingTime(cutter.samples()), maxLength, this.task.plan().trim());
			decoder.proof()
				.ifPresent((same) -> this.parts
					.complete(new EncodedAhead(this.proof.apply(same), this.chunks, cutter.samples(), meter.peaks())));
		}
		catch (IOException ex) {
			this.task.session().checkNotStopped();
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while encoding ahead");
		}
	}

	private void encode(PcmSegment segment, SampleSource decoder, ChunkEncoder encoder, PcmSegmentFiles files) {
		if (segment.last()) {
			// a segment that ends only because the decoder was cut off is of no use
			decoder.await();
		}
		try {
			if (this.previous != null) {
				files.release(this.previous);
			}
			this.previous = segment.file();
			String name = this.names.of(segment);
			if (!this.parts.has(segment.index(), name)) {
				Path file = this.task.session().file("chunk-" + segment.index());
				encoder.encodeAnew(segment, file);
				boolean wanted = this.parts.put(segment.index(), name, file);
				Files.delete(file);
				if (!wanted) {
					throw new CancellationException("Nobody waits for what is encoded ahead");
				}
			}
			this.chunks.add(name);
			this.task.listener()
				.encoded(this.grid.format()
					.playingTime((long) (segment.index() + 1) * this.grid.chunkFrames()
							* this.grid.format().frameSamples()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while encoding ahead");
		}
	}

}
