package io.soundlift.converter.container;

/**
 * A part of a file that states its own size: a chunk of RIFF or AIFF, a box of MP4.
 *
 * @param type its type as the file spells it
 * @param position where its content begins
 * @param size how many bytes its content has, as the file states
 */
record Chunk(String type, long position, long size) {

	/**
	 * What programs write for the size of audio that they write to a pipe, where they
	 * can't go back: 0, -1, and a little less than one of these (the header is not
	 * counted by all).
	 */
	private static final long[] PLACEHOLDERS = { 0x7f00_0000L, 0x8000_0000L, 0x1_0000_0000L, Long.MAX_VALUE };

	private static final long PLACEHOLDER_DISTANCE = 4096;

	/**
	 * Returns where its content ends in a file.
	 * @param file the file
	 * @return the position behind it; the end of the file if it says that it reaches
	 * there, or beyond
	 */
	long end(MediaFile file) {
		return isWithin(file) ? this.position + this.size : file.size();
	}

	/**
	 * Whether all of it is in a file.
	 * @param file the file
	 * @return whether it says where it ends, and the file is as long
	 */
	boolean isWithin(MediaFile file) {
		return this.size >= 0 && this.size <= file.size() - this.position;
	}

	/**
	 * Whether the size is known. Of audio that was written to a pipe it is not.
	 * @return whether the size is that of the content when it was complete
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
