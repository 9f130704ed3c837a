package io.soundlift.cli.container;

/**
 * Part of a Matroska file (RFC 8794, 6).
 *
 * @param id what it is
 * @param content offset behind its header
 * @param end offset behind it; if its size is not known, that of the element around it
 * @param sizeKnown whether its size is known
 */
record Element(int id, long content, long end, boolean sizeKnown) {

	long length() {
		return this.end - this.content;
	}

}
