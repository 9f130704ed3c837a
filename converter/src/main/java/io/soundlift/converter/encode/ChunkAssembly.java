package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.soundlift.converter.mpeg.FrameSink;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * Joins chunks in their order, whatever the order in which they come, and checks each
 * seam: the first frames of a chunk must equal those that the previous chunk has for the
 * same samples.
 */
final class ChunkAssembly {

	private final ChunkGrid grid;

	private final FrameSink sink;

	private final Seams seams;

	private final KeptParts parts;

	private final EncodingListener listener;

	private final SortedMap<Integer, EncodedChunk> waiting = new TreeMap<>();

	private @Nullable PcmSegment previous;

	private FrameSequence common = new FrameSequence(List.of());

	private int joined;

	private int kept;

	private int repaired;

	private long encodedFrames;

	ChunkAssembly(ChunkGrid grid, FrameSink sink, Seams seams, KeptParts parts, EncodingListener listener) {
		this.grid = grid;
		this.sink = sink;
		this.seams = seams;
		this.parts = parts;
		this.listener = listener;
	}

	/**
	 * Adds a chunk, and joins all chunks that are now complete in order.
	 * @param chunk the chunk
	 * @throws SeamException if a chunk doesn't fit and can't be repaired
	 */
	synchronized void add(EncodedChunk chunk) throws IOException, InterruptedException {
		this.waiting.put(chunk.segment().index(), chunk);
		if (!chunk.segment().last()) {
			report(chunk);
		}
		for (EncodedChunk next = this.waiting.remove(this.joined); next != null; next = this.waiting
			.remove(this.joined)) {
			join(next);
		}
	}

	private void report(EncodedChunk chunk) {
		if (chunk.kept() && !this.parts.isShared()) {
			this.listener.found(playingTime(this.grid.frames(chunk.segment().index())));
		}
		this.encodedFrames += this.grid.frames(chunk.segment().index());
		this.listener.encoded(playingTime(this.encodedFrames));
	}

	private Duration playingTime(long frames) {
		return this.grid.format().playingTime(frames * this.grid.format().frameSamples());
	}

	private void join(EncodedChunk chunk) throws IOException, InterruptedException {
		EncodedChunk fitting = chunk;
		PcmSegment before = this.previous;
		if (before != null) {
			if (!this.common.isStartOf(chunk.file())) {
				fitting = this.seams.repair(before, chunk, this.common);
				this.repaired++;
			}
			this.seams.discard(before);
		}
		write(fitting);
		Files.delete(fitting.file());
		if (chunk.segment().last()) {
			this.seams.discard(chunk.segment());
		}
		this.previous = chunk.segment();
		this.kept += fitting.kept() ? 1 : 0;
		this.joined++;
	}

	private void write(EncodedChunk chunk) throws IOException {
		List<Mp3Frame> after = new ArrayList<>();
		int own = chunk.segment().last() ? Integer.MAX_VALUE : this.grid.frames(chunk.segment().index());
		try (InputStream content = new BufferedInputStream(Files.newInputStream(chunk.file()))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			int read = 0;
			for (Mp3Frame frame = reader.next(); frame != null; frame = reader.next()) {
				if (read++ < own) {
					this.sink.add(frame);
				}
				else {
					after.add(frame);
				}
			}
		}
		this.common = new FrameSequence(after);
	}

	synchronized int joined() {
		return this.joined;
	}

	synchronized int kept() {
		return this.kept;
	}

	synchronized int repaired() {
		return this.repaired;
	}

	/**
	 * Samples of the chunks, as far as seams need them.
	 */
	interface Seams {

		/** Without samples no seam can be repaired. */
		Seams WITHOUT_SAMPLES = new Seams() {

			@Override
			public EncodedChunk repair(PcmSegment previous, EncodedChunk chunk, FrameSequence common) {
				throw new SeamException(chunk.segment().index());
			}

			@Override
			public void discard(PcmSegment segment) {
				// there is nothing to discard
			}

		};

		/**
		 * Repairs a seam.
		 * @param previous the previous chunk
		 * @param chunk the chunk that doesn't fit
		 * @param common the frames that it must begin with
		 * @return a chunk that fits
		 * @throws SeamException if there is none
		 */
		EncodedChunk repair(PcmSegment previous, EncodedChunk chunk, FrameSequence common)
				throws IOException, InterruptedException;

		/**
		 * Frees the samples of a chunk whose seams are joined.
		 */
		void discard(PcmSegment segment) throws IOException;

	}

}
