package io.soundlift.converter.encode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that other programs leave before, between and after the frames of an MP3.
 */
enum ForeignBytes {

	/** A byte too many. */
	BYTE(new byte[] { 0x55 }),

	/** Padding. */
	ZEROS(new byte[777]),

	/** Noise of a broken disk. */
	NOISE(noise()),

	/** ID3v1 (id3.org). */
	ID3V1(latin("TAG" + "x".repeat(125))),

	/** ID3v2.4 with a footer. */
	ID3V2(join(id3v2("ID3", 0x10), new byte[200], id3v2("3DI", 0x10))),

	/** APEv2 with header and footer (Monkey's Audio). */
	APE(join(ape(0xa0000000), apeItem(), ape(0x80000000))),

	/** Lyrics3 without a size. */
	LYRICS1(latin("LYRICSBEGIN" + "la la la\r\n".repeat(20) + "LYRICSEND")),

	/** Lyrics3 v2.00 with sizes of its fields. */
	LYRICS2(latin("LYRICSBEGININD0000200LYR00005hello000037LYRICS200")),

	/** What several programs have left one after another. */
	ALL(join(APE.bytes, LYRICS2.bytes, ID3V1.bytes));

	private final byte[] bytes;

	ForeignBytes(byte[] bytes) {
		this.bytes = bytes;
	}

	byte[] before(byte[] content) {
		return join(this.bytes, content);
	}

	byte[] after(byte[] content) {
		return join(content, this.bytes);
	}

	byte[] within(byte[] content, int offset) {
		return join(Arrays.copyOf(content, offset), this.bytes, Arrays.copyOfRange(content, offset, content.length));
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] noise() {
		byte[] noise = new byte[777];
		Arrays.fill(noise, (byte) 'A');
		return noise;
	}

	private static byte[] id3v2(String mark, int flags) {
		return join(latin(mark), new byte[] { 4, 0, (byte) flags, 0, 0, 1, 0x48 });
	}

	private static byte[] apeItem() {
		return join(little(100, 0), latin("Title\0" + "y".repeat(100)));
	}

	private static byte[] ape(int flags) {
		return join(latin("APETAGEX"), little(2000, apeItem().length + 32, 1, flags, 0, 0));
	}

	private static byte[] little(int... numbers) {
		ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (int number : numbers) {
			bytes.putInt(number);
		}
		return bytes.array();
	}

}
