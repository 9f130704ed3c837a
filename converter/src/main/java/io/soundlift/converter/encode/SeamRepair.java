package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repair of a chunk whose encoder had not reached the state of one that started at the
 * beginning: encodes it again with a warm-up that doubles until it fits, limited by the
 * samples of the previous chunk.
 */
final class SeamRepair implements ChunkAssembly.Seams {

	private static final Logger logger = LoggerFactory.getLogger(SeamRepair.class);

	private final ChunkEncoder encoder;

	private final ChunkGrid grid;

	private final PcmSegmentFiles segmentFiles;

	SeamRepair(ChunkEncoder encoder, ChunkGrid grid, PcmSegmentFiles segmentFiles) {
		this.encoder = encoder;
		this.grid = grid;
		this.segmentFiles = segmentFiles;
	}

	@Override
	public EncodedChunk repair(PcmSegment previous, EncodedChunk chunk, FrameSequence common)
			throws IOException, InterruptedException {
		int most = previous.warmUp() + this.grid.frames(previous.index());
		int warmUp = chunk.segment().warmUp();
		while (warmUp < most) {
			warmUp = Math.min(2 * warmUp, most);
			logger.info("Chunk {} does not fit, encodes it again with a warm-up of {} frames", chunk.segment().index(),
					warmUp);
			PcmSegment longer = prepend(previous, chunk.segment(), warmUp);
			EncodedChunk again = this.encoder.encodeAnew(longer, chunk.file());
			Files.delete(longer.file());
			if (common.isStartOf(again.file())) {
				return new EncodedChunk(chunk.segment(), again.file(), false);
			}
		}
		throw new SeamException(chunk.segment().index());
	}

	@Override
	public void discard(PcmSegment segment) throws IOException {
		this.segmentFiles.release(segment.file());
	}

	private PcmSegment prepend(PcmSegment previous, PcmSegment segment, int warmUp) throws IOException {
		int frameBytes = this.grid.format().frameBytes();
		Path file = segment.file().resolveSibling(segment.file().getFileName() + ".repair");
		try (FileChannel target = FileChannel.open(file, StandardOpenOption.CREATE,
				StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			long end = (long) (previous.warmUp() + this.grid.frames(previous.index())) * frameBytes;
			long added = (long) warmUp * frameBytes;
			copy(previous.file(), end - added, end, target);
			copy(segment.file(), (long) segment.warmUp() * frameBytes, Files.size(segment.file()), target);
		}
		return new PcmSegment(segment.index(), file, warmUp, segment.last());
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
