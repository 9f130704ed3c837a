package io.soundlift.cli.conversion;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.soundlift.cli.container.ByteRange;
import io.soundlift.cli.container.PartialContent;

/**
 * Parts of a body of {@code multipart/byteranges}, without the bytes of the file.
 *
 * @param content the ranges
 * @param mediaType type of the file
 * @param boundary boundary between the parts
 */
record RangeParts(PartialContent content, String mediaType, String boundary) {

	List<ByteRange> ranges() {
		return this.content.ranges();
	}

	/**
	 * Returns what precedes the bytes of a range. Only the first part has the type: an
	 * hour of audio has a hundred thousand parts.
	 * @param index number of the range from 0 on
	 */
	byte[] header(int index) {
		ByteRange range = ranges().get(index);
		String delimiter = (index > 0) ? "\r\n--%s\r\n".formatted(this.boundary)
				: "--%s\r\nContent-Type: %s\r\n".formatted(this.boundary, this.mediaType);
		return ascii("%sContent-Range: bytes %d-%d/%d\r\n\r\n".formatted(delimiter, range.begin(), range.end() - 1,
				this.content.totalBytes()));
	}

	/**
	 * Returns what follows the last range.
	 */
	byte[] end() {
		return ascii("\r\n--%s--\r\n".formatted(this.boundary));
	}

	long contentLength() {
		long length = this.content.bytes() + end().length;
		for (int i = 0; i < ranges().size(); i++) {
			length += header(i).length;
		}
		return length;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
