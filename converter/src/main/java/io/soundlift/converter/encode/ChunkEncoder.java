package io.soundlift.converter.encode;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.schedule.EncoderSlots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoder of the samples of a chunk, which reuses frames of an earlier attempt.
 */
final class ChunkEncoder {

	private static final Logger logger = LoggerFactory.getLogger(ChunkEncoder.class);

	private static final int BUFFER = 64 * 1024;

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	/** More frames than an encoder adds at the end of its samples. */
	private static final int FLUSHED_FRAMES = 8;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final SegmentNames names;

	private final Set<FfmpegRun> runs = ConcurrentHashMap.newKeySet();

	private final CountDownLatch cancelled = new CountDownLatch(1);

	ChunkEncoder(EncodingTask task, ChunkGrid grid, SegmentNames names) {
		this.task = task;
		this.grid = grid;
		this.names = names;
	}

	/**
	 * Finds or encodes a chunk, and keeps it. Waits for one that another converter is
	 * encoding.
	 * @param segment its samples
	 * @param whileTaken called before such a wait
	 * @return its frames
	 */
	EncodedChunk encode(PcmSegment segment, Runnable whileTaken) throws IOException, InterruptedException {
		Path file = this.task.session().file("chunk-" + segment.index());
		while (!find(segment, file)) {
			if (encodeClaimed(segment, file)) {
				if (segment.index() > 0 || !segment.last()) {
					// audio of a single chunk is stored as an MP3 right away
					this.task.kept().put(segment.index(), file);
				}
				return new EncodedChunk(segment, file, false);
			}
			whileTaken.run();
			awaitOther(segment.index());
		}
		return new EncodedChunk(segment, file, true);
	}

	/**
	 * Encodes a chunk unless another converter does. Claims it only once there is an
	 * encoder for it.
	 */
	private boolean encodeClaimed(PcmSegment segment, Path file) throws IOException, InterruptedException {
		KeptParts kept = this.task.kept();
		return !kept.isTaken(segment.index()) && encode(segment, file, () -> kept.claim(segment.index()));
	}

	private void awaitOther(int index) throws InterruptedException {
		while (this.task.kept().isTaken(index)) {
			if (this.cancelled.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new CancellationException("The encoding was given up");
			}
		}
	}

	private boolean find(PcmSegment segment, Path file) throws IOException {
		Optional<InputStream> found = this.task.kept().find(segment.index(), () -> this.names.of(segment));
		if (found.isEmpty()) {
			return false;
		}
		try (InputStream content = found.get()) {
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			logger.warn("Chunk {} was kept but can't be read, encodes it again", segment.index(), ex);
			return false;
		}
		if (!this.grid.isWhole(segment, file)) {
			logger.warn("Chunk {} was kept but is broken, encodes it again", segment.index());
			return false;
		}
		return true;
	}

	/**
	 * Encodes a chunk without looking for a kept one.
	 * @param segment its samples
	 * @param file where to write its frames
	 * @return its frames
	 */
	EncodedChunk encodeAnew(PcmSegment segment, Path file) throws IOException, InterruptedException {
		encode(segment, file, () -> true);
		return new EncodedChunk(segment, file, false);
	}

	/**
	 * Encodes a chunk in a slot.
	 * @param segment its samples
	 * @param file where to write its frames
	 * @param claim returns whether to encode it, once there is a slot
	 * @return whether it was encoded
	 */
	boolean encode(PcmSegment segment, Path file, BooleanSupplier claim) throws IOException, InterruptedException {
		long most = Files.size(segment.file()) / this.grid.format().frameBytes() + FLUSHED_FRAMES;
		EncoderSlots.Slot slot = this.task.share().acquire();
		try {
			return claim.getAsBoolean() && encode(segment, file, most);
		}
		finally {
			slot.close();
		}
	}

	private boolean encode(PcmSegment segment, Path file, long most) throws IOException {
		try (Part part = new Part(segment, file); FfmpegRun run = start(segment)) {
			EncoderOutput.read(run, part::add, most);
			part.requireComplete();
			return true;
		}
	}

	private FfmpegRun start(PcmSegment segment) {
		FfmpegRun run = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.encode(this.task.plan()),
					new FfmpegCommand.FromFile(segment.file())));
		this.runs.removeIf(FfmpegRun::hasEnded);
		this.runs.add(run);
		if (this.cancelled.getCount() == 0) {
			run.close();
		}
		return run;
	}

	/**
	 * Ends all running encoders, and those that start from now on.
	 */
	void cancel() {
		this.cancelled.countDown();
		this.runs.forEach(FfmpegRun::close);
	}

	/**
	 * The frames of a chunk, without those of the warm-up and those after the common
	 * ones.
	 */
	private final class Part implements AutoCloseable {

		private final PcmSegment segment;

		private final int wanted;

		private final OutputStream output;

		private int seen;

		private int written;

		Part(PcmSegment segment, Path file) throws IOException {
			this.segment = segment;
			this.wanted = segment.last() ? Integer.MAX_VALUE
					: ChunkEncoder.this.grid.frames(segment.index()) + ChunkGrid.COMMON;
			Files.deleteIfExists(file);
			this.output = new BufferedOutputStream(
					Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER);
		}

		void add(Mp3Frame frame) throws IOException {
			if (this.seen++ >= this.segment.warmUp() && this.written < this.wanted) {
				this.output.write(frame.bytes());
				this.written++;
			}
		}

		void requireComplete() throws IOException {
			this.output.flush();
			if (this.segment.last() ? this.written == 0 : this.written < this.wanted) {
				throw new FfmpegFailedException(
						"The encoder has made " + this.written + " frames of chunk " + this.segment.index() + " only",
						null);
			}
		}

		@Override
		public void close() throws IOException {
			this.output.close();
		}

	}

}
