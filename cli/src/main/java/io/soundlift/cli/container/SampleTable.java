package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Places of the samples of a track (ISO/IEC 14496-12, 8.7). Samples of a chunk lie one
 * after the other.
 */
final class SampleTable {

	private static final int FULL_BOX_BYTES = 4;

	private final BoxReader reader;

	private final SampleSizes sizes;

	private final ByteBuffer samplesPerChunk;

	private final Box chunkOffsets;

	private SampleTable(BoxReader reader, SampleSizes sizes, ByteBuffer samplesPerChunk, Box chunkOffsets) {
		this.reader = reader;
		this.sizes = sizes;
		this.samplesPerChunk = samplesPerChunk;
		this.chunkOffsets = chunkOffsets;
	}

	/**
	 * Reads the positions of the samples of a track.
	 * @param reader reads the file
	 * @param table the track's sample table box
	 * @param extents the extents to add them to
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if the tables contradict each other
	 */
	static void read(BoxReader reader, Box table, Extents extents) throws IOException, UnusualFileException {
		List<Box> boxes = reader.children(table, 0);
		Box samplesPerChunk = BoxReader.only(boxes, "stsc");
		new SampleTable(reader, SampleSizes.read(reader, BoxReader.only(boxes, "stsz", "stz2")),
				reader.table(samplesPerChunk, FULL_BOX_BYTES + Integer.BYTES, count(reader, samplesPerChunk), 12),
				BoxReader.only(boxes, "stco", "co64"))
			.addTo(extents);
	}

	private static long count(BoxReader reader, Box box) throws IOException, UnusualFileException {
		return Integer.toUnsignedLong(reader.read(box, FULL_BOX_BYTES, Integer.BYTES).getInt());
	}

	private void addTo(Extents extents) throws IOException, UnusualFileException {
		boolean large = this.chunkOffsets.type().equals("co64");
		long chunks = count(this.reader, this.chunkOffsets);
		ByteBuffer offsets = this.reader.table(this.chunkOffsets, FULL_BOX_BYTES + Integer.BYTES, chunks,
				large ? Long.BYTES : Integer.BYTES);
		long samplesInChunk = 0;
		for (long chunk = 1; chunk <= chunks; chunk++) {
			samplesInChunk = samplesIn(chunk, samplesInChunk);
			long offset = large ? offsets.getLong() : Integer.toUnsignedLong(offsets.getInt());
			extents.add(offset, this.sizes.next(samplesInChunk));
		}
		if (this.sizes.left() > 0 || this.samplesPerChunk.hasRemaining()) {
			throw new UnusualFileException("There are samples outside chunks");
		}
	}

	/**
	 * Returns how many samples a chunk has.
	 * @param chunk its number from 1 on
	 * @param before number of samples of the previous chunk; 0 for the first one
	 */
	private long samplesIn(long chunk, long before) throws UnusualFileException {
		ByteBuffer runs = this.samplesPerChunk;
		if (runs.hasRemaining() && Integer.toUnsignedLong(runs.getInt(runs.position())) == chunk) {
			long samples = Integer.toUnsignedLong(runs.getInt(runs.position() + Integer.BYTES));
			runs.position(runs.position() + 3 * Integer.BYTES);
			return samples;
		}
		if (chunk == 1) {
			throw new UnusualFileException("How many samples the first chunk has is not said");
		}
		return before;
	}

}
