package io.soundlift.gateway.download;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRange;

/**
 * Range of a file that a client requests.
 *
 * @param offset first byte
 * @param length number of bytes
 */
record RequestedRange(long offset, long length) {

	/**
	 * Reads a Range header (RFC 9110, 14.2).
	 * @param header value of the header
	 * @param size length of the file in bytes, at least 1
	 * @return the range; {@code null} if the header is to be ignored: it is malformed, of
	 * another unit, or asks for several ranges
	 * @throws UnsatisfiableException if the file has none of the bytes
	 */
	static @Nullable RequestedRange parse(String header, long size) throws UnsatisfiableException {
		HttpRange range = single(header);
		if (range == null) {
			return null;
		}
		long first = range.getRangeStart(size);
		if (first >= size) {
			throw new UnsatisfiableException();
		}
		return new RequestedRange(first, range.getRangeEnd(size) - first + 1);
	}

	private static @Nullable HttpRange single(String header) {
		try {
			List<HttpRange> ranges = HttpRange.parseRanges(header.replace(" ", ""));
			return (ranges.size() == 1) ? ranges.get(0) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * The file has none of the requested bytes.
	 */
	static final class UnsatisfiableException extends Exception {

	}

}
