package io.soundlift.converter.mpeg;

/**
 * Positions of frames in a file of unknown length, in constant memory: of every n-th
 * frame, where n doubles whenever the memory is full.
 */
final class SeekPoints {

	private static final int CAPACITY = 8192;

	private static final int ENTRIES = 100;

	private final long[] positions = new long[CAPACITY];

	private int count;

	private long step = 1;

	private long frames;

	/**
	 * Adds a frame.
	 * @param position its first byte
	 */
	void add(long position) {
		if (this.frames % this.step == 0) {
			if (this.count == CAPACITY) {
				halve();
			}
			if (this.frames % this.step == 0) {
				this.positions[this.count++] = position;
			}
		}
		this.frames++;
	}

	private void halve() {
		this.count /= 2;
		for (int i = 0; i < this.count; i++) {
			this.positions[i] = this.positions[2 * i];
		}
		this.step *= 2;
	}

	/**
	 * Creates the seek table of a Xing tag: for each percent of the playing time the
	 * place in the file in 256ths of its length.
	 * @param length length of the file in bytes
	 * @return 100 bytes, ascending
	 */
	byte[] table(long length) {
		byte[] table = new byte[ENTRIES];
		for (int percent = 0; percent < ENTRIES; percent++) {
			long frame = percent * this.frames / ENTRIES;
			int index = (int) Math.min(frame / this.step, this.count - 1L);
			table[percent] = (byte) Math.min(255, this.positions[index] * 256 / length);
		}
		return table;
	}

}
