package io.soundlift.converter.container;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The tables of an MPEG transport stream that list the streams of its programs (ISO/IEC
 * 13818-1, 2.4.4). ffmpeg does not report streams of types that it does not know.
 */
public final class TransportStream {

	/** More than ffmpeg reads before it gives up on a stream. */
	private static final int MAX_PACKETS = 50_000;

	private static final int PACKET_BYTES = 188;

	/**
	 * Sizes without and with the timestamp that Blu-ray puts before a packet, or a
	 * checksum after it.
	 */
	private static final int[] PACKET_SIZES = { PACKET_BYTES, 192, 204 };

	private static final int SYNC = 0x47;

	/**
	 * Number of packets that must follow each other at the distance of the packet size.
	 */
	private static final int SYNCED_PACKETS = 3;

	/** More programs than a transponder carries. */
	private static final int MAX_PROGRAMS = 256;

	/** A header precedes the entries of a table, and a checksum follows them. */
	private static final int TABLE_HEADER_BYTES = 8;

	private static final int CHECK_SUM_BYTES = 4;

	private static final int ASSOCIATION_PACKETS = 0;

	private static final int ASSOCIATION_TABLE = 0;

	private static final int MAP_TABLE = 2;

	private final Map<Integer, Sections> sections = new HashMap<>();

	private @Nullable UndecodableAudio audio;

	private TransportStream() {
		this.sections.put(ASSOCIATION_PACKETS, new Sections());
	}

	/**
	 * Looks for audio that ffmpeg can't decode.
	 * @param file the file, a transport stream or anything else
	 * @return the first such audio; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	public static @Nullable UndecodableAudio undecodableAudio(Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			TransportStream stream = new TransportStream();
			int packetSize = align(content);
			for (int i = 0; packetSize > 0 && stream.audio == null && i < MAX_PACKETS; i++) {
				byte[] packet = content.readNBytes(packetSize);
				if (packet.length < PACKET_BYTES) {
					break;
				}
				stream.add(ByteBuffer.wrap(packet, 0, PACKET_BYTES));
			}
			return stream.audio;
		}
	}

	/**
	 * Skips to the first packet.
	 * @return the distance between packets; 0 if there are none
	 */
	private static int align(InputStream content) throws IOException {
		int largest = PACKET_SIZES[PACKET_SIZES.length - 1];
		content.mark((SYNCED_PACKETS + 1) * largest);
		byte[] begin = content.readNBytes((SYNCED_PACKETS + 1) * largest);
		content.reset();
		for (int size : PACKET_SIZES) {
			for (int start = 0; start < size; start++) {
				if (isSynced(begin, start, size)) {
					content.skipNBytes(start);
					return size;
				}
			}
		}
		return 0;
	}

	private static boolean isSynced(byte[] begin, int start, int size) {
		for (int i = 0; i < SYNCED_PACKETS; i++) {
			int position = start + i * size;
			if (position >= begin.length || begin[position] != SYNC) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Adds a packet (2.4.3.2): a sync byte, flags with the number of its stream, an
	 * optional adaptation field, and its payload.
	 */
	private void add(ByteBuffer packet) {
		int header = packet.getInt();
		Sections target = this.sections.get(header >>> 8 & 0x1fff);
		boolean payload = (header & 0x10) != 0;
		if (header >>> 24 != SYNC || target == null || !payload) {
			return;
		}
		if ((header & 0x20) != 0) {
			int adaptation = packet.get() & 0xff;
			skip(packet, adaptation);
		}
		boolean start = (header & 0x40_0000) != 0;
		if (start && packet.hasRemaining()) {
			// the rest of the previous section comes first
			int rest = Math.min(packet.get() & 0xff, packet.remaining());
			read(target, packet.slice(packet.position(), rest));
			packet.position(packet.position() + rest);
			target.restart();
		}
		read(target, packet);
	}

	private void read(Sections target, ByteBuffer payload) {
		target.add(payload);
		for (ByteBuffer section = target.next(); section != null; section = target.next()) {
			int length = section.limit() - TABLE_HEADER_BYTES - CHECK_SUM_BYTES;
			if (length >= 0) {
				read(section.get(0) & 0xff, section.slice(TABLE_HEADER_BYTES, length));
			}
		}
	}

	private void read(int table, ByteBuffer entries) {
		if (table == ASSOCIATION_TABLE) {
			readAssociations(entries);
		}
		else if (table == MAP_TABLE && entries.remaining() >= 4) {
			readMap(entries);
		}
	}

	/**
	 * Reads which packets carry the program maps (2.4.4.3).
	 */
	private void readAssociations(ByteBuffer entries) {
		while (entries.remaining() >= 4) {
			int program = Short.toUnsignedInt(entries.getShort());
			int packets = entries.getShort() & 0x1fff;
			if (program != 0 && this.sections.size() < MAX_PROGRAMS) {
				this.sections.computeIfAbsent(packets, (none) -> new Sections());
			}
		}
	}

	/**
	 * Reads the streams of a program (2.4.4.8).
	 */
	private void readMap(ByteBuffer entries) {
		entries.getShort();
		skip(entries, entries.getShort() & 0xfff);
		while (entries.remaining() >= 5 && this.audio == null) {
			int type = entries.get() & 0xff;
			entries.getShort();
			int length = Math.min(entries.getShort() & 0xfff, entries.remaining());
			this.audio = StreamDescription.audio(type, entries.slice(entries.position(), length));
			skip(entries, length);
		}
	}

	private static void skip(ByteBuffer entries, int length) {
		entries.position(Math.min(entries.limit(), entries.position() + length));
	}

	/**
	 * Sections that the packets of one stream carry. The length of a section has twelve
	 * bits.
	 */
	private static final class Sections {

		private static final int HEADER_BYTES = 3;

		private static final int STUFFING = 0xff;

		private final ByteBuffer content = ByteBuffer.allocate(HEADER_BYTES + 0xfff + PACKET_BYTES);

		private boolean begun;

		void restart() {
			this.content.clear();
			this.begun = true;
		}

		void add(ByteBuffer payload) {
			if (this.begun && payload.remaining() <= this.content.remaining()) {
				this.content.put(payload);
			}
		}

		/**
		 * Removes and returns the next section if it is complete.
		 */
		@Nullable ByteBuffer next() {
			int available = this.content.position();
			if (!this.begun || available < HEADER_BYTES || (this.content.get(0) & 0xff) == STUFFING) {
				return null;
			}
			int length = HEADER_BYTES + (this.content.getShort(1) & 0xfff);
			if (length > available) {
				return null;
			}
			byte[] section = new byte[length];
			this.content.flip().get(section);
			this.content.compact();
			return ByteBuffer.wrap(section);
		}

	}

}
