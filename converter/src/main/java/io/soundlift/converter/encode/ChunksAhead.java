package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.journey.conversion.EncodedAhead;

/**
 * Joins chunks that were all encoded before their upload was complete, without samples.
 */
final class ChunksAhead implements ChunkAssembly.Seams {

	private final EncodingTask task;

	private final ChunkGrid grid;

	private final PartsAhead parts;

	private final EncodedAhead ahead;

	ChunksAhead(EncodingTask task, ChunkGrid grid, PartsAhead parts, EncodedAhead ahead) {
		this.task = task;
		this.grid = grid;
		this.parts = parts;
		this.ahead = ahead;
	}

	/**
	 * Joins the chunks.
	 * @param writer receives the frames
	 * @param messages messages of ffmpeg while it read the finished video
	 * @return the encoded audio
	 * @throws NotJoinableException if a chunk is missing or broken
	 * @throws SeamException if two chunks don't fit, which only their samples can repair
	 */
	EncodedAudio join(Mp3FileWriter writer, FfmpegOutput messages) {
		// if a chunk can't be joined, all of them are counted by the usual way
		EncodingListener silent = (audio) -> {
		};
		ChunkAssembly assembly = new ChunkAssembly(this.grid, writer, this, this.task.kept(), silent);
		List<String> names = this.ahead.chunks();
		try {
			for (int index = 0; index < names.size(); index++) {
				this.task.session().checkNotStopped();
				assembly.add(find(index, names.get(index), index == names.size() - 1));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while joining");
		}
		return new EncodedAudio(this.ahead.samples(), DelayAndPadding.ofLame(writer.samples(), this.ahead.samples()),
				assembly.joined(), assembly.kept(), 0, this.ahead.peaks(), messages);
	}

	private EncodedChunk find(int index, String name, boolean last) throws IOException {
		Path file = this.task.session().file("chunk-" + index);
		PcmSegment segment = new PcmSegment(index, file, this.grid.warmUp(index), last);
		try (InputStream content = this.parts.find(index, name).orElseThrow(() -> new NotJoinableException(index))) {
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
		}
		if (!this.grid.isWhole(segment, file)) {
			throw new NotJoinableException(index);
		}
		return new EncodedChunk(segment, file, true);
	}

	@Override
	public EncodedChunk repair(PcmSegment previous, EncodedChunk chunk, FrameSequence common) {
		throw new SeamException(chunk.segment().index());
	}

	@Override
	public void discard(PcmSegment segment) {
		// there are no samples
	}

}
