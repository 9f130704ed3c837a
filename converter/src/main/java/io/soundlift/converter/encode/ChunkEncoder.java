package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.mpeg.MalformedMp3Exception;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameReader;
import io.soundlift.converter.schedule.EncoderSlots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the samples of a chunk into frames, or finds those of an earlier attempt.
 */
final class ChunkEncoder {

	private static final Logger logger = LoggerFactory.getLogger(ChunkEncoder.class);

	private static final int BUFFER = 64 * 1024;

	/** More frames than an encoder adds at the end of its samples. */
	private static final int FLUSHED_FRAMES = 8;

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final Set<FfmpegRun> runs = ConcurrentHashMap.newKeySet();

	private volatile boolean cancelled;

	ChunkEncoder(EncodingTask task, ChunkGrid grid) {
		this.task = task;
		this.grid = grid;
	}

	/**
	 * Finds or encodes a chunk, and keeps it.
	 * @param spool its samples
	 * @return its frames
	 */
	EncodedChunk encode(Spool spool) throws IOException, InterruptedException {
		Path file = this.task.session().file("chunk-" + spool.index());
		if (find(spool, file)) {
			return new EncodedChunk(spool, file, true);
		}
		EncodedChunk chunk = encodeAnew(spool, file);
		if (spool.index() > 0 || !spool.last()) {
			// a sound of one chunk is stored as an MP3 in a moment
			this.task.kept().put(spool.index(), file);
		}
		return chunk;
	}

	private boolean find(Spool spool, Path file) throws IOException {
		Optional<InputStream> found = this.task.kept().find(spool.index());
		if (found.isEmpty()) {
			return false;
		}
		try (InputStream content = found.get()) {
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			logger.warn("Chunk {} was kept but can't be read, encodes it again", spool.index(), ex);
			return false;
		}
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			int frames = 0;
			while (reader.next() != null) {
				frames++;
			}
			if (spool.last() ? frames > 0 : frames == this.grid.chunkFrames() + ChunkGrid.COMMON) {
				return true;
			}
			logger.warn("Chunk {} was kept with {} frames, encodes it again", spool.index(), frames);
		}
		catch (MalformedMp3Exception ex) {
			logger.warn("Chunk {} was kept but is broken, encodes it again", spool.index(), ex);
		}
		return false;
	}

	/**
	 * Encodes a chunk without looking for it.
	 * @param spool its samples
	 * @param file where its frames belong
	 * @return its frames
	 */
	EncodedChunk encodeAnew(Spool spool, Path file) throws IOException, InterruptedException {
		long most = Files.size(spool.file()) / this.grid.format().frameBytes() + FLUSHED_FRAMES;
		EncoderSlots.Slot slot = this.task.share().acquire();
		try (Part part = new Part(spool, file); FfmpegRun run = start(spool)) {
			EncoderOutput.read(run, part::add, most);
			part.requireComplete();
			return new EncodedChunk(spool, file, false);
		}
		finally {
			slot.close();
		}
	}

	private FfmpegRun start(Spool spool) {
		FfmpegRun run = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.encode(this.task.plan()),
					new FfmpegCommand.FromFile(spool.file())));
		this.runs.removeIf(FfmpegRun::hasEnded);
		this.runs.add(run);
		if (this.cancelled) {
			run.close();
		}
		return run;
	}

	/**
	 * Ends all encoders that run, and those that start from now on.
	 */
	void cancel() {
		this.cancelled = true;
		this.runs.forEach(FfmpegRun::close);
	}

	/**
	 * The frames of a chunk, without those of the warm-up and those after the common
	 * ones.
	 */
	private final class Part implements AutoCloseable {

		private final Spool spool;

		private final int wanted;

		private final OutputStream output;

		private int seen;

		private int written;

		Part(Spool spool, Path file) throws IOException {
			this.spool = spool;
			this.wanted = spool.last() ? Integer.MAX_VALUE : ChunkEncoder.this.grid.chunkFrames() + ChunkGrid.COMMON;
			Files.deleteIfExists(file);
			this.output = new BufferedOutputStream(
					Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER);
		}

		void add(Mp3Frame frame) throws IOException {
			if (this.seen++ >= this.spool.warmUp() && this.written < this.wanted) {
				this.output.write(frame.bytes());
				this.written++;
			}
		}

		void requireComplete() throws IOException {
			this.output.flush();
			if (this.spool.last() ? this.written == 0 : this.written < this.wanted) {
				throw new FfmpegFailedException(
						"The encoder has made " + this.written + " frames of chunk " + this.spool.index() + " only",
						null);
			}
		}

		@Override
		public void close() throws IOException {
			this.output.close();
		}

	}

}
