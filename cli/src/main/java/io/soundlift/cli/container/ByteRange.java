package io.soundlift.cli.container;

/**
 * Consecutive bytes of a file.
 *
 * @param begin offset of the first byte
 * @param end offset after the last byte
 */
public record ByteRange(long begin, long end) {

	/**
	 * Returns the number of bytes.
	 * @return the length in bytes
	 */
	public long length() {
		return this.end - this.begin;
	}

}
