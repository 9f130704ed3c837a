package io.soundlift.converter.mpeg;

/**
 * The checksum of LAME's tag: polynomial 0x8005, bits reflected, starting with 0
 * (CRC-16/ARC).
 */
final class Crc16 {

	private static final int REFLECTED_POLYNOMIAL = 0xa001;

	/** Number of bytes that are processed at a time, which is faster than one by one. */
	private static final int SLICE = 4;

	/** For each position in a slice, the effect of a byte there on the checksum. */
	private static final int[][] TABLES = tables();

	private int value;

	private static int[][] tables() {
		int[][] tables = new int[SLICE][256];
		for (int i = 0; i < 256; i++) {
			int remainder = i;
			for (int bit = 0; bit < 8; bit++) {
				remainder = ((remainder & 1) != 0) ? (remainder >>> 1) ^ REFLECTED_POLYNOMIAL : remainder >>> 1;
			}
			tables[0][i] = remainder;
		}
		for (int place = 1; place < SLICE; place++) {
			for (int i = 0; i < 256; i++) {
				int before = tables[place - 1][i];
				tables[place][i] = (before >>> 8) ^ tables[0][before & 0xff];
			}
		}
		return tables;
	}

	void update(byte[] bytes, int length) {
		int current = this.value;
		int i = 0;
		for (; i <= length - SLICE; i += SLICE) {
			current = TABLES[3][(current ^ bytes[i]) & 0xff] ^ TABLES[2][(current >>> 8 ^ bytes[i + 1]) & 0xff]
					^ TABLES[1][bytes[i + 2] & 0xff] ^ TABLES[0][bytes[i + 3] & 0xff];
		}
		for (; i < length; i++) {
			current = (current >>> 8) ^ TABLES[0][(current ^ bytes[i]) & 0xff];
		}
		this.value = current;
	}

	int value() {
		return this.value;
	}

}
