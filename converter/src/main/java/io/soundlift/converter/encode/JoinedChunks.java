package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.converter.mpeg.Mp3FrameFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks of an upload that are joined on the local disk while the next ones are encoded.
 * A conversion on the same converter then need not fetch them from the store.
 */
public final class JoinedChunks implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JoinedChunks.class);

	private final Path file;

	private final Mp3FrameFile frames;

	private final ChunkAssembly assembly;

	private boolean usable = true;

	private List<String> names = List.of();

	/**
	 * Begins without chunks.
	 * @param file where to write the frames
	 * @throws IOException if it can't be written
	 */
	JoinedChunks(Path file, ChunkGrid grid) throws IOException {
		this.file = file;
		this.frames = new Mp3FrameFile(file);
		this.assembly = new ChunkAssembly(grid, this.frames, ChunkAssembly.Seams.WITHOUT_SAMPLES, KeptParts.NONE,
				(audio) -> {
				});
	}

	/**
	 * Adds a chunk, whose file is deleted when it is joined. After a failure nothing is
	 * joined any more, which costs the conversion time only.
	 * @param chunk the chunk, in any order
	 */
	synchronized void add(EncodedChunk chunk) throws IOException, InterruptedException {
		if (!this.usable) {
			Files.deleteIfExists(chunk.file());
			return;
		}
		try {
			this.assembly.add(chunk);
		}
		catch (SeamException | IOException ex) {
			giveUp(ex);
		}
	}

	private void giveUp(Exception cause) {
		logger.info("What is encoded ahead is joined by its conversion: {}", cause.toString());
		this.usable = false;
	}

	/**
	 * Completes the chunks.
	 * @param all the names of all chunks
	 * @return whether all of them are joined
	 */
	synchronized boolean complete(List<String> all) {
		close();
		this.usable &= this.assembly.joined() == all.size();
		this.names = all;
		return this.usable;
	}

	/**
	 * Returns whether exactly these chunks are joined here.
	 * @param all names of everything that the bytes of each chunk depend on
	 */
	synchronized boolean has(List<String> all) {
		return this.usable && this.names.equals(all) && Files.exists(this.file);
	}

	/**
	 * Writes all frames.
	 */
	synchronized void writeTo(Mp3FileWriter writer) throws IOException {
		writer.addAll(this.frames);
	}

	@Override
	public synchronized void close() {
		try {
			this.frames.close();
		}
		catch (IOException ex) {
			giveUp(ex);
		}
	}

}
