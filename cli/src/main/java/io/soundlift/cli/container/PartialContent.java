package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of a media file that suffice to decode its audio: everything except video
 * samples. The gaps between them may be filled with zeros.
 *
 * @param totalBytes length of the file in bytes
 * @param ranges the ranges, which don't overlap: first those with the metadata, then the
 * rest in the order of the file
 */
public record PartialContent(long totalBytes, List<ByteRange> ranges) {

	/**
	 * A smaller gap would save hardly more than another part costs: its header, 16 bytes
	 * in the store, and time of the server.
	 */
	private static final int MIN_HOLE_BYTES = 128;

	/** Minimum fraction of the file that must be saved: a tenth. */
	private static final int MIN_SHARE_SAVED = 10;

	/** Approximate maximum that the server accepts. */
	private static final int MAX_RANGES = 1_000_000;

	/** Approximate size of the header of a part. */
	private static final int PART_HEADER_BYTES = 72;

	private static final int HEADER_WINDOW_BYTES = 64 * 1024;

	/** Headers of blocks are scattered over a Matroska file. */
	private static final int BLOCK_WINDOW_BYTES = 1024 * 1024;

	/**
	 * Determines the ranges of a file that have to be sent.
	 * @param file the file
	 * @return the ranges; empty if the format of the file is not supported, the file is
	 * damaged or unusual, or too little can be left out
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
			// gaps lie in media data, and so in one part each
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
