package io.soundlift.converter.container;

/**
 * A part of a file that states its own size: a chunk of RIFF or AIFF, a box of MP4.
 *
 * @param type its type as written in the file
 * @param position where its content begins
 * @param size how many bytes its content has, as the file states
 */
record Chunk(String type, long position, long size) {

	/**
	 * Sizes that programs write when they send audio to a pipe and can't seek back: 0,
	 * -1, or slightly less (not all of them count the header).
	 */
	private static final long[] PLACEHOLDERS = { 0x7f00_0000L, 0x8000_0000L, 0x1_0000_0000L, Long.MAX_VALUE };

	private static final long PLACEHOLDER_DISTANCE = 4096;

	/**
	 * Returns the end of its content in a file.
	 * @param file the file
	 * @return the position after it; the end of the file if its stated size reaches that
	 * far or beyond
	 */
	long end(MediaFile file) {
		return isWithin(file) ? this.position + this.size : file.size();
	}

	/**
	 * Whether the file contains all of it.
	 * @param file the file
	 * @return whether its size is stated, and the file is at least that long
	 */
	boolean isWithin(MediaFile file) {
		return this.size >= 0 && this.size <= file.size() - this.position;
	}

	/**
	 * Whether the size is known, which it is not for audio that was written to a pipe.
	 * @return whether the size is that of the complete content
	 */
	boolean isSizeKnown() {
		if (this.size <= 0) {
			return false;
		}
		for (long placeholder : PLACEHOLDERS) {
			if (Math.abs(this.size - placeholder) <= PLACEHOLDER_DISTANCE) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns how much of the content a file lacks.
	 * @param file the file
	 * @return bytes that lie beyond its end; 0 if all are there, or if the size is not
	 * known
	 */
	long missingIn(MediaFile file) {
		return isSizeKnown() ? Math.max(0, this.size - Math.max(0, file.size() - this.position)) : 0;
	}

}
