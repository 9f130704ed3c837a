package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of a media file that are enough to decode its audio: all of it but samples of
 * video. What lies between them may be zeros.
 *
 * @param totalBytes length of the file in bytes
 * @param ranges the ranges, which don't overlap: first what describes the file, then the
 * rest from its beginning to its end
 */
public record PartialContent(long totalBytes, List<ByteRange> ranges) {

	/** A smaller hole would save less than the header of another part costs. */
	private static final int MIN_HOLE_BYTES = 1024;

	/** What is left out has to be worth it: a tenth of the file. */
	private static final int MIN_SHARE_SAVED = 10;

	/** As many as the server takes, about. */
	private static final int MAX_RANGES = 1_000_000;

	/** What the header of a part has, about. */
	private static final int PART_HEADER_BYTES = 128;

	private static final int HEADER_WINDOW_BYTES = 64 * 1024;

	/** Headers of blocks are found all over a Matroska file. */
	private static final int BLOCK_WINDOW_BYTES = 1024 * 1024;

	/**
	 * Finds what can be left out of a file.
	 * @param file the file
	 * @return what is left; empty if the file is not of a kind that is known here, is
	 * damaged or unusual, or as good as nothing can be left out
	 * @throws IOException if the file can't be read
	 */
	public static Optional<PartialContent> withoutVideo(Path file) throws IOException {
		try {
			PartialContent content = isMatroska(file) ? ofMatroska(file) : ofMovie(file);
			return content.isWorthIt() ? Optional.of(content) : Optional.empty();
		}
		catch (UnusualFileException ex) {
			return Optional.empty();
		}
	}

	private static boolean isMatroska(Path file) throws IOException, UnusualFileException {
		try (FileWindow content = new FileWindow(file, Integer.BYTES)) {
			return content.read(0, Integer.BYTES).getInt() == Matroska.EBML;
		}
	}

	private static PartialContent ofMovie(Path file) throws IOException, UnusualFileException {
		try (FileWindow content = new FileWindow(file, HEADER_WINDOW_BYTES)) {
			Movie movie = Movie.read(content);
			return without(movie.videoSamples(), movie.order(), content.length());
		}
	}

	private static PartialContent ofMatroska(Path file) throws IOException, UnusualFileException {
		try (FileWindow content = new FileWindow(file, BLOCK_WINDOW_BYTES)) {
			return without(Matroska.videoPackets(content), List.of(new ByteRange(0, content.length())),
					content.length());
		}
	}

	private static PartialContent without(Extents video, List<ByteRange> order, long length) {
		List<ByteRange> holes = video.merged().stream().filter((hole) -> hole.length() >= MIN_HOLE_BYTES).toList();
		List<ByteRange> ranges = new ArrayList<>();
		order.forEach((part) -> addWithoutHoles(ranges, part, holes));
		return new PartialContent(length, List.copyOf(ranges));
	}

	private static void addWithoutHoles(List<ByteRange> ranges, ByteRange part, List<ByteRange> holes) {
		long at = part.begin();
		for (ByteRange hole : holes) {
			// holes lie in media data, and so in one part each
			if (hole.begin() >= at && hole.end() <= part.end()) {
				if (hole.begin() > at) {
					ranges.add(new ByteRange(at, hole.begin()));
				}
				at = hole.end();
			}
		}
		if (at < part.end()) {
			ranges.add(new ByteRange(at, part.end()));
		}
	}

	private boolean isWorthIt() {
		long saved = this.totalBytes - bytes() - (long) PART_HEADER_BYTES * this.ranges.size();
		return this.ranges.size() <= MAX_RANGES && saved >= this.totalBytes / MIN_SHARE_SAVED;
	}

	/**
	 * Returns the number of bytes in all ranges.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.ranges.stream().mapToLong(ByteRange::length).sum();
	}

}
