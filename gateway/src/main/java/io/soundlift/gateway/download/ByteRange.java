package io.soundlift.gateway.download;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of a file that a client asks for.
 *
 * @param offset first byte
 * @param length number of bytes
 */
record ByteRange(long offset, long length) {

	/** One range of bytes; long enough for any file, short enough not to overflow. */
	private static final Pattern SINGLE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{0,18})|-(\\d{1,18}))");

	/**
	 * Reads a Range header (RFC 9110, 14.2).
	 * @param header value of the header
	 * @param size length of the file in bytes, at least 1
	 * @return the range; {@code null} if the header is to be ignored: it is malformed, of
	 * another unit, or asks for several ranges
	 * @throws UnsatisfiableException if the file has none of the bytes
	 */
	static @Nullable ByteRange parse(String header, long size) throws UnsatisfiableException {
		Matcher matcher = SINGLE.matcher(header.replace(" ", ""));
		if (!matcher.matches()) {
			return null;
		}
		if (matcher.group(3) != null) {
			return suffix(Long.parseLong(matcher.group(3)), size);
		}
		long first = Long.parseLong(matcher.group(1));
		long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
		if (last < first && !matcher.group(2).isEmpty()) {
			return null;
		}
		if (first >= size) {
			throw new UnsatisfiableException();
		}
		return new ByteRange(first, Math.min(last, size - 1) - first + 1);
	}

	private static ByteRange suffix(long length, long size) throws UnsatisfiableException {
		if (length == 0) {
			throw new UnsatisfiableException();
		}
		long actual = Math.min(length, size);
		return new ByteRange(size - actual, actual);
	}

	/**
	 * The file has none of the requested bytes.
	 */
	static final class UnsatisfiableException extends Exception {

		private static final long serialVersionUID = 1L;

	}

}
