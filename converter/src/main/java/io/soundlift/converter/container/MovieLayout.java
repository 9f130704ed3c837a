package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where an MP4 or QuickTime file has its index and its media data (ISO/IEC 14496-12).
 *
 * @param indexBegin beginning of the box {@code moov}; -1 if it can't be found
 * @param indexEnd end of that box; -1 if it can't be found
 * @param mediaBegin beginning of the first box {@code mdat}; -1 if there is none before
 * the index
 */
public record MovieLayout(long indexBegin, long indexEnd, long mediaBegin) {

	private static final Set<String> FIRST_BOXES = Set.of("ftyp", "moov", "mdat", "free", "skip", "wide", "pnot");

	/**
	 * Reads the layout of a file.
	 * @param path the file, with zeros where bytes are missing
	 * @return the layout; {@code null} if it is not such a file
	 * @throws IOException if it can't be read
	 */
	public static @Nullable MovieLayout of(Path path) throws IOException {
		try (MediaFile file = MediaFile.open(path)) {
			List<Chunk> boxes = ChunkLayout.MOVIE.all(file, 0, file.size());
			if (boxes.isEmpty() || !FIRST_BOXES.contains(boxes.get(0).type())) {
				return null;
			}
			long begin = 0;
			long media = -1;
			for (Chunk box : boxes) {
				long end = box.position() + box.size();
				if (box.type().equals("moov")) {
					return new MovieLayout(begin, end, media);
				}
				media = (media < 0 && box.type().equals("mdat")) ? begin : media;
				begin = end;
			}
			return new MovieLayout(-1, -1, media);
		}
	}

	/**
	 * Returns whether the index was found.
	 * @return whether its position is known
	 */
	public boolean hasIndex() {
		return this.indexBegin >= 0;
	}

	/**
	 * Returns whether the index comes before the media data, so that the file can be read
	 * sequentially.
	 * @return whether it need not be moved
	 */
	public boolean isIndexFirst() {
		return hasIndex() && (this.mediaBegin < 0 || this.indexBegin < this.mediaBegin);
	}

}
