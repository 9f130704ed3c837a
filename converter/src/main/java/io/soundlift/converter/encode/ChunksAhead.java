package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.mpeg.DelayAndPadding;
import io.soundlift.converter.mpeg.Mp3FileWriter;
import io.soundlift.journey.conversion.EncodedAhead;
import org.jspecify.annotations.Nullable;

/**
 * Joins chunks that were all encoded before their upload was complete, without samples.
 */
final class ChunksAhead {

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
	 * @param joined chunks that are joined already; {@code null} if there are none
	 * @param messages messages of ffmpeg while it read the finished video
	 * @return the encoded audio
	 * @throws NotJoinableException if a chunk is missing or broken
	 * @throws SeamException if two chunks don't fit, which only their samples can repair
	 */
	EncodedAudio join(Mp3FileWriter writer, @Nullable JoinedChunks joined, FfmpegOutput messages) {
		List<String> names = this.ahead.chunks();
		try {
			if (joined != null && joined.has(names)) {
				joined.writeTo(writer);
			}
			else {
				fetchAll(writer, names);
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
				names.size(), names.size(), 0, this.ahead.peaks(), messages);
	}

	private void fetchAll(Mp3FileWriter writer, List<String> names) throws IOException, InterruptedException {
		// if a chunk can't be joined, all of them are counted by the usual way
		EncodingListener silent = (audio) -> {
		};
		ChunkAssembly assembly = new ChunkAssembly(this.grid, writer, ChunkAssembly.Seams.WITHOUT_SAMPLES,
				this.task.kept(), silent);
		for (int index = 0; index < names.size(); index++) {
			this.task.session().checkNotStopped();
			assembly.add(fetch(index, names.get(index), index == names.size() - 1));
		}
	}

	private EncodedChunk fetch(int index, String name, boolean last) throws IOException {
		Path file = this.task.session().file("chunk-" + index);
		return this.parts.fetch(this.grid, new PcmSegment(index, file, this.grid.warmUp(index), last), name, file);
	}

}
