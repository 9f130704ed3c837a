package io.soundlift.cli.container;

import java.nio.charset.StandardCharsets;

/**
 * Part of an MP4 or QuickTime file (ISO/IEC 14496-12, 4.2).
 *
 * @param type its four characters
 * @param begin offset of its header
 * @param content offset after its header
 * @param end offset after it
 */
record Box(String type, long begin, long content, long end) {

	static String type(int code) {
		byte[] characters = { (byte) (code >> 24), (byte) (code >> 16), (byte) (code >> 8), (byte) code };
		return new String(characters, StandardCharsets.ISO_8859_1);
	}

}
