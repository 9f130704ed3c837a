package io.soundlift.cli.container;

/**
 * Part of a Matroska file (RFC 8794, 6).
 *
 * @param id its element id
 * @param content offset after its header
 * @param end offset after it; if its size is not known, that of the enclosing element
 * @param sizeKnown whether its size is known
 */
record Element(int id, long content, long end, boolean sizeKnown) {

	long length() {
		return this.end - this.content;
	}

}
