package io.soundlift.converter.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransportStream}, byte by byte.
 */
class TransportStreamTests {

	private static final int PACKET_BYTES = 188;

	private static final int MAP_PACKETS = 0x1234;

	/** Private data with the extension descriptor of AC-4. */
	private static final String AC_4 = "06e100f0037f0115";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

	@ParameterizedTest
	@CsvSource({ "188,0,0", "188,77,0", "192,0,4", "192,100,4", "204,0,0" })
	void findsPacketsOfAnySize(int size, int foreignBytes, int timeBytes) throws IOException {
		packet(0, 0, associations(1));
		packet(MAP_PACKETS, 0, map(0, AC_4));
		packet(0x1fff, 0, new byte[0]);
		packet(0x1fff, 0, new byte[0]);
		byte[] packets = this.stream.toByteArray();
		ByteBuffer file = ByteBuffer.allocate(foreignBytes + packets.length / PACKET_BYTES * size);
		file.position(foreignBytes);
		for (int i = 0; i < packets.length; i += PACKET_BYTES) {
			file.position(file.position() + timeBytes).put(packets, i, PACKET_BYTES);
			file.position(file.position() + size - PACKET_BYTES - timeBytes);
		}
		assertThat(audio(file.array())).isEqualTo(UndecodableAudio.AC_4);
	}

	@Test
	void readsMapThatTakesSeveralPackets() throws IOException {
		packet(0, 0, associations(1));
		byte[] map = map(600, AC_4);
		int first = PACKET_BYTES - 5;
		packet(MAP_PACKETS, 0, Arrays.copyOf(map, first));
		for (int i = first; i < map.length; i += PACKET_BYTES - 4) {
			packet(0x100, 0, new byte[0]);
			packet(MAP_PACKETS, -1, Arrays.copyOfRange(map, i, Math.min(map.length, i + PACKET_BYTES - 4)));
		}
		assertThat(audio(this.stream.toByteArray())).isEqualTo(UndecodableAudio.AC_4);
	}

	@Test
	void readsMapThatEndsBeforeAnother() throws IOException {
		packet(0, 0, associations(1));
		byte[] map = map(200, AC_4);
		int first = PACKET_BYTES - 5;
		packet(MAP_PACKETS, 0, Arrays.copyOf(map, first));
		packet(MAP_PACKETS, map.length - first, Arrays.copyOfRange(map, first, map.length));
		assertThat(audio(this.stream.toByteArray())).isEqualTo(UndecodableAudio.AC_4);
	}

	@Test
	void findsNothingInOtherStreams() throws IOException {
		packet(0, 0, associations(1));
		packet(MAP_PACKETS, 0, map(0, "1be101f0000fe102f00081e103f006050441432d33"));
		packet(0x1fff, 0, new byte[0]);
		assertThat(audio(this.stream.toByteArray())).isNull();
		assertThat(audio(new byte[10_000])).isNull();
		assertThat(audio("GGG".repeat(5000).getBytes(StandardCharsets.US_ASCII))).isNull();
		assertThat(audio(new byte[0])).isNull();
	}

	@Test
	void readsNoMoreMapsThanATransponderHas() throws IOException {
		for (int i = 0; i < 8000; i += 40) {
			byte[] entries = new byte[160];
			ByteBuffer buffer = ByteBuffer.wrap(entries);
			for (int program = 0; program < 40; program++) {
				buffer.putShort((short) 1).putShort((short) (0x20 + i + program));
			}
			packet(0, 0, section(0, entries));
		}
		packet(8000, 0, map(0, AC_4));
		assertThat(audio(this.stream.toByteArray())).isNull();
		packet(0x20, 0, map(0, AC_4));
		assertThat(audio(this.stream.toByteArray())).isEqualTo(UndecodableAudio.AC_4);
	}

	private @Nullable UndecodableAudio audio(byte[] content) throws IOException {
		return TransportStream.undecodableAudio(Files.write(this.folder.resolve("stream"), content));
	}

	private static byte[] associations(int program) {
		return section(0,
				ByteBuffer.allocate(4).putShort((short) program).putShort((short) (0xe000 | MAP_PACKETS)).array());
	}

	/**
	 * Creates the map of a program.
	 * @param programBytes length of what it says of the program itself
	 * @param streams its streams in hexadecimal digits
	 */
	private static byte[] map(int programBytes, String streams) {
		byte[] entries = HexFormat.of().parseHex(streams);
		ByteBuffer content = ByteBuffer.allocate(4 + programBytes + entries.length);
		content.putShort((short) 0xe100).putShort((short) (0xf000 | programBytes));
		content.position(4 + programBytes);
		return section(2, content.put(entries).array());
	}

	/**
	 * Creates a section without a valid check sum, which nobody needs.
	 */
	private static byte[] section(int table, byte[] entries) {
		return ByteBuffer.allocate(12 + entries.length)
			.put((byte) table)
			.putShort((short) (0xb000 | 9 + entries.length))
			.putInt(0x0001c100)
			.put((byte) 0)
			.put(entries)
			.array();
	}

	/**
	 * Adds a packet.
	 * @param number number of its stream
	 * @param pointer how many bytes come before a section that begins in it; -1 if none
	 * begins
	 */
	private void packet(int number, int pointer, byte[] payload) {
		ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
		Arrays.fill(packet.array(), (byte) 0xff);
		packet.putInt(0x47000010 | number << 8 | ((pointer >= 0) ? 0x400000 : 0));
		if (pointer >= 0) {
			packet.put((byte) pointer);
		}
		packet.put(payload);
		this.stream.writeBytes(packet.array());
	}

}
