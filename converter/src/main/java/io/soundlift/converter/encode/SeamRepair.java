package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes a chunk again whose encoder was not in the state of one that had started at the
 * begin: with a warm-up that doubles until it fits, as far as the samples of the chunk
 * before go back.
 */
final class SeamRepair {

	private static final Logger logger = LoggerFactory.getLogger(SeamRepair.class);

	private final ChunkEncoder encoder;

	private final ChunkGrid grid;

	SeamRepair(ChunkEncoder encoder, ChunkGrid grid) {
		this.encoder = encoder;
		this.grid = grid;
	}

	/**
	 * Repairs a seam.
	 * @param previous the samples of the chunk before
	 * @param chunk the chunk that doesn't fit
	 * @param common the frames that it has to begin with
	 * @return the chunk that fits
	 * @throws SeamException if there is none
	 */
	EncodedChunk repair(Spool previous, EncodedChunk chunk, FrameRow common) throws IOException, InterruptedException {
		int most = previous.warmUp() + this.grid.chunkFrames();
		int warmUp = chunk.spool().warmUp();
		while (warmUp < most) {
			warmUp = Math.min(2 * warmUp, most);
			logger.info("Chunk {} does not fit, encodes it again with a warm-up of {} frames", chunk.spool().index(),
					warmUp);
			Spool longer = prepend(previous, chunk.spool(), warmUp);
			EncodedChunk again = this.encoder.encodeAnew(longer, chunk.file());
			Files.delete(longer.file());
			if (common.isStartOf(again.file())) {
				return new EncodedChunk(chunk.spool(), again.file(), false);
			}
		}
		throw new SeamException(chunk.spool().index());
	}

	private Spool prepend(Spool previous, Spool spool, int warmUp) throws IOException {
		int frameBytes = this.grid.format().frameBytes();
		Path file = spool.file().resolveSibling(spool.file().getFileName() + ".repair");
		try (FileChannel target = FileChannel.open(file, StandardOpenOption.CREATE,
				StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			long end = (long) (previous.warmUp() + this.grid.chunkFrames()) * frameBytes;
			long added = (long) warmUp * frameBytes;
			copy(previous.file(), end - added, end, target);
			copy(spool.file(), (long) spool.warmUp() * frameBytes, Files.size(spool.file()), target);
		}
		return new Spool(spool.index(), file, warmUp, spool.last());
	}

	private static void copy(Path source, long from, long to, FileChannel target) throws IOException {
		try (FileChannel channel = FileChannel.open(source, StandardOpenOption.READ)) {
			long position = from;
			while (position < to) {
				position += channel.transferTo(position, to - position, target);
			}
		}
	}

}
