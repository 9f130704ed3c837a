package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.DecodingFailures;
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

	private final EncodingTask task;

	private final ChunkGrid grid;

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
		Path raw = file.resolveSibling(file.getFileName() + ".raw");
		EncoderSlots.Slot slot = this.task.share().acquire();
		try (FfmpegRun run = this.task.session()
			.start(new FfmpegCommand(FfmpegArguments.encode(this.task.plan()), new FfmpegCommand.FromFile(spool.file()),
					new FfmpegCommand.ToFile(raw)))) {
			if (!run.await()) {
				throw DecodingFailures.ofEncoder(run);
			}
		}
		finally {
			slot.close();
		}
		trim(spool, raw, file);
		Files.delete(raw);
		return new EncodedChunk(spool, file, false);
	}

	/**
	 * Leaves the frames of the warm-up and those after the common ones away.
	 */
	private void trim(Spool spool, Path raw, Path file) throws IOException {
		int wanted = spool.last() ? Integer.MAX_VALUE : this.grid.chunkFrames() + ChunkGrid.COMMON;
		long begin = 0;
		long end = 0;
		int written = 0;
		try (InputStream content = new BufferedInputStream(Files.newInputStream(raw))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			int read = 0;
			for (Mp3Frame frame = reader.next(); frame != null && written < wanted; frame = reader.next()) {
				end += frame.bytes().length;
				if (read++ < spool.warmUp()) {
					begin = end;
				}
				else {
					written++;
				}
			}
		}
		if (spool.last() ? written == 0 : written < wanted) {
			throw new FfmpegFailedException(
					"The encoder has made " + written + " frames of chunk " + spool.index() + " only", null);
		}
		copy(raw, begin, end, file);
	}

	private static void copy(Path source, long begin, long end, Path target) throws IOException {
		try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
				FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE,
						StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			long position = begin;
			while (position < end) {
				position += from.transferTo(position, end - position, to);
			}
		}
	}

}
