package io.soundlift.converter.container;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * What a stranger may do to a file: a few changes in a row, the same for the same seed.
 */
public final class Mutation {

	private static final long[] NUMBERS = { 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE,
			Long.MIN_VALUE, Long.MAX_VALUE - 5000, 0xffff_fff0L, 0x0100_0000_0000_0000L, 0x01ff_ffff_ffff_ffffL };

	private static final int MAX_CHANGES = 8;

	private final Random random;

	private Mutation(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Changes a file.
	 * @param valid its content, which is not changed itself
	 * @param header how many bytes at its begin are changed
	 * @param seed which changes
	 * @return the changed content, which may be shorter
	 */
	public static byte[] of(byte[] valid, int header, long seed) {
		Mutation mutation = new Mutation(seed);
		byte[] content = valid.clone();
		int changes = 1 + mutation.random.nextInt(MAX_CHANGES);
		for (int i = 0; i < changes && content.length > Long.BYTES; i++) {
			content = mutation.change(content, Math.min(header, content.length));
		}
		return content;
	}

	private byte[] change(byte[] content, int header) {
		int position = this.random.nextInt(header);
		long number = NUMBERS[this.random.nextInt(NUMBERS.length)];
		switch (this.random.nextInt(6)) {
			case 0 -> content[position] = (byte) this.random.nextInt();
			case 1 -> content[position] ^= (byte) (1 << this.random.nextInt(Byte.SIZE));
			case 2 -> ByteBuffer.wrap(content).putInt(Math.min(position, content.length - Integer.BYTES), (int) number);
			case 3 -> ByteBuffer.wrap(content).putLong(Math.min(position, content.length - Long.BYTES), number);
			case 4 -> {
				int from = this.random.nextInt(header);
				int length = Math.min(this.random.nextInt(64), header - Math.max(from, position));
				System.arraycopy(content, from, content, position, length);
			}
			default -> {
				return Arrays.copyOf(content, this.random.nextInt(content.length));
			}
		}
		return content;
	}

}
