package io.soundlift.converter.mpeg;

/**
 * The checksum of LAME's tag: polynomial 0x8005, bits reflected, starting with 0
 * (CRC-16/ARC).
 */
final class Crc16 {

	private static final int REFLECTED_POLYNOMIAL = 0xa001;

	private static final int[] TABLE = table();

	private int value;

	private static int[] table() {
		int[] table = new int[256];
		for (int i = 0; i < table.length; i++) {
			int remainder = i;
			for (int bit = 0; bit < 8; bit++) {
				remainder = ((remainder & 1) != 0) ? (remainder >>> 1) ^ REFLECTED_POLYNOMIAL : remainder >>> 1;
			}
			table[i] = remainder;
		}
		return table;
	}

	void update(byte[] bytes, int length) {
		int current = this.value;
		for (int i = 0; i < length; i++) {
			current = (current >>> 8) ^ TABLE[(current ^ bytes[i]) & 0xff];
		}
		this.value = current;
	}

	int value() {
		return this.value;
	}

}
