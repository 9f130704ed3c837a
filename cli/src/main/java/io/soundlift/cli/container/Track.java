package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Track of an MP4 or QuickTime file.
 *
 * @param id its id
 * @param handler type of its media: {@code vide}, {@code soun}, and so on
 * @param chapters ids of its chapter tracks, with texts or pictures
 * @param samples extents of its samples
 */
record Track(long id, String handler, List<Long> chapters, Extents samples) {

	/** Encrypted samples, by ISO/IEC 23001-7 and by Apple. */
	private static final Set<String> ENCRYPTED = Set.of("encv", "enca", "enct", "encs", "drmi", "drms");

	private static final int FULL_BOX_BYTES = 4;

	private static final int SELF_CONTAINED = 1;

	/**
	 * Reads a track.
	 * @param reader reads the file
	 * @param box its box
	 * @throws IOException if the file can't be read
	 * @throws UnusualFileException if its samples are encrypted or in other files, or it
	 * uses a feature that is not supported
	 */
	static Track read(BoxReader reader, Box box) throws IOException, UnusualFileException {
		List<Box> boxes = reader.children(box, 0);
		List<Box> media = reader.children(BoxReader.only(boxes, "mdia"), 0);
		List<Box> information = reader.children(BoxReader.only(media, "minf"), 0);
		Box table = BoxReader.only(information, "stbl");
		requireSelfContained(reader, BoxReader.only(information, "dinf"));
		requireUnencrypted(reader, BoxReader.only(reader.children(table, 0), "stsd"));
		Extents samples = new Extents(reader.fileLength());
		SampleTable.read(reader, table, samples);
		return new Track(id(reader, BoxReader.only(boxes, "tkhd")),
				Box.type(reader.read(BoxReader.only(media, "hdlr"), 8, Integer.BYTES).getInt()),
				chapters(reader, boxes), samples);
	}

	boolean isVideo() {
		return this.handler.equals("vide");
	}

	boolean isAudio() {
		return this.handler.equals("soun");
	}

	private static long id(BoxReader reader, Box header) throws IOException, UnusualFileException {
		boolean longTimes = reader.read(header, 0, 1).get() == 1;
		return Integer
			.toUnsignedLong(reader.read(header, FULL_BOX_BYTES + (longTimes ? 16 : 8), Integer.BYTES).getInt());
	}

	private static void requireSelfContained(BoxReader reader, Box dataInformation)
			throws IOException, UnusualFileException {
		Box references = BoxReader.only(reader.children(dataInformation, 0), "dref");
		for (Box reference : reader.children(references, FULL_BOX_BYTES + Integer.BYTES)) {
			if ((reader.read(reference, 0, Integer.BYTES).getInt() & SELF_CONTAINED) == 0) {
				throw new UnusualFileException("There are samples in another file");
			}
		}
	}

	private static void requireUnencrypted(BoxReader reader, Box descriptions)
			throws IOException, UnusualFileException {
		for (Box entry : reader.children(descriptions, FULL_BOX_BYTES + Integer.BYTES)) {
			if (ENCRYPTED.contains(entry.type())) {
				throw new UnusualFileException("Samples are encrypted");
			}
		}
	}

	private static List<Long> chapters(BoxReader reader, List<Box> boxes) throws IOException, UnusualFileException {
		List<Long> chapters = new ArrayList<>();
		for (Box references : boxes) {
			if (!references.type().equals("tref")) {
				continue;
			}
			for (Box reference : reader.children(references, 0)) {
				if (reference.type().equals("chap")) {
					long count = (reference.end() - reference.content()) / Integer.BYTES;
					ByteBuffer ids = reader.table(reference, 0, count, Integer.BYTES);
					while (ids.hasRemaining()) {
						chapters.add(Integer.toUnsignedLong(ids.getInt()));
					}
				}
			}
		}
		return chapters;
	}

}
