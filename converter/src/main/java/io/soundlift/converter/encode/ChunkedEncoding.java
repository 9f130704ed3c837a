package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.soundlift.converter.decode.SampleSource;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Encodes audio on several cores: this thread decodes and cuts, others encode, and each
 * thread that completes a chunk joins what can be joined. There are at most three
 * segments more than encoders, so the pipe blocks the decoder.
 * <p>
 * The first failure ends the encoding: it is thrown, and all running and waiting tasks
 * are cancelled.
 */
final class ChunkedEncoding {

	/** One chunk is being kept while others are encoded. */
	private static final int THREADS_BESIDE_ENCODERS = 1;

	/** One segment is being cut, and one is waiting for its neighbour. */
	private static final int SEGMENTS_BESIDE_THREADS = 2;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final int threads;

	private final Duration maxLength;

	private final PcmSegmentFiles segmentFiles;

	private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();

	ChunkedEncoding(EncodingTask task, ChunkGrid grid, SegmentNames names, int workers, Duration maxLength) {
		this.task = task;
		this.grid = grid;
		this.names = names;
		this.threads = workers + THREADS_BESIDE_ENCODERS;
		this.maxLength = maxLength;
		this.segmentFiles = new PcmSegmentFiles(IntStream.range(0, this.threads + SEGMENTS_BESIDE_THREADS)
			.mapToObj((number) -> task.session().file("samples-" + number))
			.toList());
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
		ChunkAssembly assembly = new ChunkAssembly(this.grid, writer, new SeamRepair(encoder, this.grid),
				this.segmentFiles, this.task.listener());
		PcmSegmentCutter cutter = new PcmSegmentCutter(this.grid, this.segmentFiles);
		PeakMeter meter = new PeakMeter(this.grid.format());
		Map<String, String> logContext = MDC.getCopyOfContextMap();
		ExecutorService executor = Executors.newFixedThreadPool(this.threads, new DaemonThreads("encoder"));
		try (SampleSource decoder = this.task.decode(this.maxLength)) {
			Runnable cutOff = () -> {
				this.segmentFiles.cancel();
				executor.shutdownNow();
				decoder.kill();
				encoder.cancel();
			};
			this.task.session().onStop(cutOff);
			try {
				cutter.cut(meter.measure(decoder.samples()), (segment) -> executor.execute(() -> {
					if (logContext != null) {
						MDC.setContextMap(logContext);
					}
					try {
						assembly.add(encoder.encode(segment));
					}
					catch (Exception | Error ex) {
						this.trouble.compareAndSet(null, ex);
						cutOff.run();
					}
				}));
				decoder.await();
				LengthLimit.check(this.grid.format().playingTime(cutter.samples()), this.maxLength,
						this.task.plan().trim());
				executor.shutdown();
				await(executor);
			}
			catch (IOException | InterruptedException | RuntimeException ex) {
				this.trouble.compareAndSet(null, ex);
				cutOff.run();
				await(executor);
			}
			rethrowTrouble();
			return new EncodedAudio(cutter.samples(), DelayAndPadding.ofLame(writer.samples(), cutter.samples()),
					assembly.joined(), assembly.kept(), assembly.repaired(), meter.peaks(), decoder.messages());
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Waits for the encoders, which end immediately when they are cancelled.
	 */
	private static void await(ExecutorService executor) {
		boolean interrupted = false;
		boolean terminated = false;
		while (!terminated) {
			try {
				terminated = executor.awaitTermination(1, TimeUnit.DAYS);
			}
			catch (InterruptedException ex) {
				interrupted = true;
				executor.shutdownNow();
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void rethrowTrouble() {
		// a cancelled task fails with various kinds of exceptions
		this.task.session().checkNotStopped();
		Throwable found = this.trouble.get();
		if (found instanceof Error error) {
			throw error;
		}
		if (found instanceof RuntimeException exception) {
			throw exception;
		}
		if (found instanceof IOException exception) {
			throw new UncheckedIOException(exception);
		}
		if (found instanceof InterruptedException) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while encoding");
		}
	}

}
