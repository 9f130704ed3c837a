package io.soundlift.cli.container;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Matroska or WebM file (RFC 9559).
 */
final class Matroska {

	/** Id of the first element of such a file. */
	static final int EBML = 0x1A45DFA3;

	/** ffmpeg examines the first bytes of a packet when it reads it. */
	private static final int KEPT_PACKET_BYTES = 24;

	private static final int SEGMENT = 0x18538067;

	private static final int TRACKS = 0x1654AE6B;

	private static final int TRACK_ENTRY = 0xAE;

	private static final int TRACK_NUMBER = 0xD7;

	private static final int TRACK_TYPE = 0x83;

	private static final int CONTENT_ENCODINGS = 0x6D80;

	private static final int VIDEO = 1;

	private static final int AUDIO = 2;

	private static final int CLUSTER = 0x1F43B675;

	private static final int SIMPLE_BLOCK = 0xA3;

	private static final int BLOCK_GROUP = 0xA0;

	private static final int BLOCK = 0xA1;

	/** SeekHead, Info, Cues, Tags, Attachments, Chapters. */
	private static final Set<Integer> OTHER_TOP_LEVEL = Set.of(0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1254C367,
			0x1941A469, 0x1043A770);

	/** Void and CRC-32, which may be anywhere. */
	private static final Set<Integer> GLOBAL = Set.of(0xEC, 0xBF);

	/** Timestamp, SilentTracks, Position, PrevSize. */
	private static final Set<Integer> OTHER_OF_CLUSTER = Set.of(0xE7, 0x5854, 0xA7, 0xAB);

	private final ElementReader reader;

	private final Set<Long> videoTracks = new HashSet<>();

	private final Set<Long> otherTracks = new HashSet<>();

	private final Extents packets;

	private boolean hasAudio;

	private Matroska(FileWindow file) {
		this.reader = new ElementReader(file);
		this.packets = new Extents(file.length());
	}

	/**
	 * Returns the ranges of the video packets, each without its first bytes.
	 * @param file the file
	 * @throws IOException if it can't be read
	 * @throws UnusualFileException if it is something else, or uses a feature that is not
	 * supported
	 */
	static Extents videoPackets(FileWindow file) throws IOException, UnusualFileException {
		Matroska matroska = new Matroska(file);
		matroska.readFile();
		if (!matroska.hasAudio) {
			throw new UnusualFileException("There is no audio");
		}
		return matroska.packets;
	}

	private void readFile() throws IOException, UnusualFileException {
		Element header = this.reader.elementAt(0, this.reader.fileLength());
		require(header.id() == EBML && header.sizeKnown());
		Element segment = this.reader.elementAt(header.end(), this.reader.fileLength());
		require(segment.id() == SEGMENT);
		for (long at = segment.content(); at < segment.end();) {
			Element element = this.reader.elementAt(at, segment.end());
			at = switch (element.id()) {
				case TRACKS -> readTracks(element);
				case CLUSTER -> readCluster(element);
				default -> {
					require(isOtherTopLevel(element) && element.sizeKnown());
					yield element.end();
				}
			};
		}
	}

	private static boolean isOtherTopLevel(Element element) {
		return OTHER_TOP_LEVEL.contains(element.id()) || GLOBAL.contains(element.id());
	}

	private long readTracks(Element tracks) throws IOException, UnusualFileException {
		require(tracks.sizeKnown());
		for (long at = tracks.content(); at < tracks.end();) {
			Element entry = this.reader.elementAt(at, tracks.end());
			require(entry.sizeKnown());
			if (entry.id() == TRACK_ENTRY) {
				readTrack(entry);
			}
			at = entry.end();
		}
		return tracks.end();
	}

	private void readTrack(Element track) throws IOException, UnusualFileException {
		long number = 0;
		long type = 0;
		boolean encoded = false;
		for (long at = track.content(); at < track.end();) {
			Element element = this.reader.elementAt(at, track.end());
			require(element.sizeKnown());
			switch (element.id()) {
				case TRACK_NUMBER -> number = this.reader.unsignedInteger(element);
				case TRACK_TYPE -> type = this.reader.unsignedInteger(element);
				case CONTENT_ENCODINGS -> encoded = true;
			}
			at = element.end();
		}
		// compressed or encrypted packets can't be changed
		require(!(type == VIDEO && encoded));
		require(!this.videoTracks.contains(number) && !this.otherTracks.contains(number));
		((type == VIDEO) ? this.videoTracks : this.otherTracks).add(number);
		this.hasAudio |= type == AUDIO;
	}

	/**
	 * Reads a cluster.
	 * @return where the next element begins
	 */
	private long readCluster(Element cluster) throws IOException, UnusualFileException {
		long at = cluster.content();
		while (at < cluster.end()) {
			Element element = this.reader.elementAt(at, cluster.end());
			if (!cluster.sizeKnown() && isTopLevel(element)) {
				return at;
			}
			require(element.sizeKnown());
			switch (element.id()) {
				case SIMPLE_BLOCK -> readBlock(element);
				case BLOCK_GROUP -> readGroup(element);
				default -> require(OTHER_OF_CLUSTER.contains(element.id()) || GLOBAL.contains(element.id()));
			}
			at = element.end();
		}
		return at;
	}

	private static boolean isTopLevel(Element element) {
		return element.id() == CLUSTER || element.id() == TRACKS || OTHER_TOP_LEVEL.contains(element.id());
	}

	private void readGroup(Element group) throws IOException, UnusualFileException {
		for (long at = group.content(); at < group.end();) {
			Element element = this.reader.elementAt(at, group.end());
			require(element.sizeKnown());
			if (element.id() == BLOCK) {
				readBlock(element);
			}
			at = element.end();
		}
	}

	private void readBlock(Element block) throws IOException, UnusualFileException {
		ElementReader.BlockHeader header = this.reader.blockHeader(block);
		boolean video = this.videoTracks.contains(header.track());
		require(video || this.otherTracks.contains(header.track()));
		long kept = header.content() + KEPT_PACKET_BYTES;
		if (video && !header.laced() && kept < block.end()) {
			this.packets.add(kept, block.end() - kept);
		}
	}

	private static void require(boolean usual) throws UnusualFileException {
		if (!usual) {
			throw new UnusualFileException("Something of the file is not understood");
		}
	}

}
