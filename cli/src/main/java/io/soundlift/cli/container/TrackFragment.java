package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Samples of a track in a fragment of the movie (ISO/IEC 14496-12, 8.8.6).
 */
final class TrackFragment {

	private static final int BASE_DATA_OFFSET = 0x1;

	private static final int SAMPLE_DESCRIPTION = 0x2;

	private static final int DEFAULT_DURATION = 0x8;

	private static final int DEFAULT_SIZE = 0x10;

	private static final int BASE_IS_FRAGMENT = 0x20000;

	private static final int DATA_OFFSET = 0x1;

	private static final int FIRST_SAMPLE_FLAGS = 0x4;

	private static final int SAMPLE_DURATION = 0x100;

	private static final int SAMPLE_SIZE = 0x200;

	/** Fields of a sample, of four bytes each. */
	private static final int SAMPLE_FIELDS = 0xf00;

	private static final int HEADER_BYTES = 8;

	private final BoxReader reader;

	private final long base;

	private final long defaultSize;

	private final Extents samples;

	private TrackFragment(BoxReader reader, long base, long defaultSize, Extents samples) {
		this.reader = reader;
		this.base = base;
		this.defaultSize = defaultSize;
		this.samples = samples;
	}

	/**
	 * Reads the positions of the samples of a track fragment, and adds them to those of
	 * the track.
	 * @param reader reads the file
	 * @param fragment the fragment of the movie
	 * @param box the track's part of it
	 * @param first whether it is the first part
	 * @param tracks the tracks by their ids
	 * @param defaultSizes sizes of samples by the ids of tracks, 0 for none
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if it uses a feature that is not supported
	 */
	static void read(BoxReader reader, Box fragment, Box box, boolean first, Map<Long, Track> tracks,
			Map<Long, Long> defaultSizes) throws IOException, UnusualFileException {
		List<Box> boxes = reader.children(box, 0);
		Box header = BoxReader.only(boxes, "tfhd");
		ByteBuffer fixed = reader.read(header, 0, HEADER_BYTES);
		int flags = fixed.getInt();
		long id = Integer.toUnsignedLong(fixed.getInt());
		Track track = tracks.get(id);
		if (track == null) {
			throw new UnusualFileException("There is no track " + id);
		}
		long base = fragment.begin();
		int at = HEADER_BYTES;
		if ((flags & BASE_DATA_OFFSET) != 0) {
			base = reader.read(header, at, Long.BYTES).getLong();
			at += Long.BYTES;
		}
		else if ((flags & BASE_IS_FRAGMENT) == 0 && !first) {
			// the end of the previous part, which programs interpret differently
			throw new UnusualFileException("Where samples begin is not said");
		}
		if (base < 0 || base > reader.fileLength()) {
			throw new UnusualFileException("A part of the file is missing");
		}
		at += Integer.BYTES * Integer.bitCount(flags & (SAMPLE_DESCRIPTION | DEFAULT_DURATION));
		long defaultSize = ((flags & DEFAULT_SIZE) != 0)
				? Integer.toUnsignedLong(reader.read(header, at, Integer.BYTES).getInt())
				: defaultSizes.getOrDefault(id, 0L);
		TrackFragment part = new TrackFragment(reader, base, defaultSize, track.samples());
		for (Box run : boxes) {
			if (run.type().equals("trun")) {
				part.readRun(run);
			}
		}
	}

	private void readRun(Box run) throws IOException, UnusualFileException {
		ByteBuffer header = this.reader.read(run, 0, HEADER_BYTES);
		int flags = header.getInt();
		long count = Integer.toUnsignedLong(header.getInt());
		if ((flags & DATA_OFFSET) == 0) {
			throw new UnusualFileException("Where samples begin is not said");
		}
		long begin = this.base + this.reader.read(run, HEADER_BYTES, Integer.BYTES).getInt();
		int tableOffset = HEADER_BYTES + Integer.BYTES + (((flags & FIRST_SAMPLE_FLAGS) != 0) ? Integer.BYTES : 0);
		this.samples.add(begin, ((flags & SAMPLE_SIZE) != 0) ? sum(run, tableOffset, count, flags) : uniform(count));
	}

	private long uniform(long count) throws UnusualFileException {
		if (this.defaultSize == 0 || count > this.reader.fileLength() / this.defaultSize) {
			throw new UnusualFileException("How large samples are is not said, or the file is smaller");
		}
		return count * this.defaultSize;
	}

	private long sum(Box run, int offset, long count, int flags) throws IOException, UnusualFileException {
		int entryBytes = Integer.BYTES * Integer.bitCount(flags & SAMPLE_FIELDS);
		int sizeOffset = ((flags & SAMPLE_DURATION) != 0) ? Integer.BYTES : 0;
		ByteBuffer table = this.reader.table(run, offset, count, entryBytes);
		long bytes = 0;
		for (int at = sizeOffset; at < table.limit(); at += entryBytes) {
			bytes += Integer.toUnsignedLong(table.getInt(at));
		}
		return bytes;
	}

}
