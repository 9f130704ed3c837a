package io.soundlift.converter.encode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.soundlift.converter.decode.SampleSource;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.Mp3FileWriter;

/**
 * Encodes audio on several cores: this thread decodes and cuts, others encode, and each
 * thread that completes a chunk joins what can be joined. There are at most three
 * segments more than encoders, and four more while other converters encode some, so the
 * pipe blocks the decoder.
 */
final class ChunkedEncoding {

	/** One chunk is being kept while others are encoded. */
	private static final int THREADS_BESIDE_ENCODERS = 1;

	/**
	 * Maximum number of further segments whose chunks other converters are encoding, so
	 * that this one can go on with those behind them.
	 */
	private static final int SEGMENTS_OF_OTHERS = 4;

	/** One segment is being cut, and one is waiting for its neighbour. */
	private static final int SEGMENTS_BESIDE_THREADS = 2;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final int threads;

	private final Duration maxLength;

	private final PcmSegmentFiles segmentFiles;

	private final Queue<Path> segmentFilesForOthers;

	ChunkedEncoding(EncodingTask task, ChunkGrid grid, SegmentNames names, int workers, Duration maxLength) {
		this.task = task;
		this.grid = grid;
		this.names = names;
		this.threads = workers + THREADS_BESIDE_ENCODERS + SEGMENTS_OF_OTHERS;
		this.maxLength = maxLength;
		int segments = workers + THREADS_BESIDE_ENCODERS + SEGMENTS_BESIDE_THREADS;
		this.segmentFiles = new PcmSegmentFiles(files(0, segments));
		this.segmentFilesForOthers = new ConcurrentLinkedQueue<>(files(segments, SEGMENTS_OF_OTHERS));
	}

	private List<Path> files(int first, int count) {
		return IntStream.range(first, first + count)
			.mapToObj((number) -> this.task.session().file("samples-" + number))
			.toList();
	}

	/**
	 * Encodes the audio.
	 * @param writer receives the frames
	 * @return the encoded audio
	 * @throws UnusableVideoException if the audio can't be decoded or is too long
	 * @throws StoppedException if the session was stopped
	 * @throws SeamException if two chunks don't fit and can't be repaired
	 */
	EncodedAudio encode(Mp3FileWriter writer) {
		ChunkEncoder encoder = new ChunkEncoder(this.task, this.grid, this.names);
		ChunkAssembly assembly = new ChunkAssembly(this.grid, writer,
				new SeamRepair(encoder, this.grid, this.segmentFiles), this.task.kept(), this.task.listener());
		PcmSegmentCutter cutter = new PcmSegmentCutter(this.grid, this.segmentFiles);
		PeakMeter meter = new PeakMeter(this.grid.format());
		try (SampleSource decoder = this.task.decode(this.maxLength);
				EncoderThreads threads = new EncoderThreads(this.task.session(), this.threads, () -> {
					this.segmentFiles.cancel();
					decoder.kill();
					encoder.cancel();
				})) {
			threads.run(() -> {
				cutter.cut(meter.measure(decoder.samples()),
						(segment) -> threads.start(() -> assembly.add(encoder.encode(segment, this::makeRoom))));
				decoder.await();
				LengthLimit.check(this.grid.format().playingTime(cutter.samples()), this.maxLength,
						this.task.plan().trim());
			});
			return new EncodedAudio(cutter.samples(), DelayAndPadding.ofLame(writer.samples(), cutter.samples()),
					assembly.joined(), assembly.kept(), assembly.repaired(), meter.peaks(), decoder.messages());
		}
	}

	/**
	 * Allows one more segment, as one is waiting for another converter.
	 */
	private void makeRoom() {
		Path file = this.segmentFilesForOthers.poll();
		if (file != null) {
			this.segmentFiles.add(file);
		}
	}

}
