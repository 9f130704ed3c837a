package io.soundlift.converter.growing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.RangeSource;
import org.jspecify.annotations.Nullable;

import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Incremental reader of a {@code multipart/byteranges} body (RFC 9110, 14.6). The gateway
 * validates the whole body once it is complete.
 */
final class RangesBodyReader implements RangeSource {

	private static final String TYPE = "multipart/byteranges";

	private static final Pattern CONTENT_RANGE = Pattern
		.compile("(?i)content-range: *bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

	private static final int MAX_LINE = 1024;

	/**
	 * More lines than precede the bytes of a part, with the rest of the previous part.
	 */
	private static final int MAX_LINES = 50;

	private final InputStream body;

	private final String delimiter;

	private long sizeBytes;

	/**
	 * Creates a reader.
	 * @param body its bytes
	 * @param contentType its content type
	 * @throws NotStreamableException if that has no boundary
	 */
	RangesBodyReader(InputStream body, String contentType) throws NotStreamableException {
		this.body = new BufferedInputStream(body);
		this.delimiter = "--" + boundary(contentType);
	}

	static boolean isType(String contentType) {
		return contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
	}

	private static String boundary(String contentType) throws NotStreamableException {
		try {
			MimeType type = MimeTypeUtils.parseMimeType(contentType);
			String boundary = type.getParameter("boundary");
			if (boundary != null) {
				return boundary.replaceFirst("^\"(.*)\"$", "$1");
			}
		}
		catch (InvalidMimeTypeException ex) {
			// reported below
		}
		throw new NotStreamableException("The ranges have no boundary");
	}

	@Override
	public @Nullable FileRange next() throws IOException {
		Matcher range = null;
		boolean inside = false;
		for (int i = 0; i < MAX_LINES; i++) {
			String line = line();
			if (line.startsWith(this.delimiter)) {
				if (line.substring(this.delimiter.length()).startsWith("--")) {
					// data after the last part is ignored (RFC 2046, 5.1.1)
					this.body.transferTo(OutputStream.nullOutputStream());
					return null;
				}
				inside = true;
			}
			else if (inside && line.isEmpty()) {
				return accept(range);
			}
			else {
				Matcher matcher = CONTENT_RANGE.matcher(line);
				range = matcher.matches() ? matcher : range;
			}
		}
		throw new NotStreamableException("There is no range");
	}

	private FileRange accept(@Nullable Matcher matcher) throws NotStreamableException {
		if (matcher == null) {
			throw new NotStreamableException("A part has no range");
		}
		long begin = Long.parseLong(matcher.group(1));
		long last = Long.parseLong(matcher.group(2));
		long size = Long.parseLong(matcher.group(3));
		if (begin > last || last >= size || (this.sizeBytes > 0 && this.sizeBytes != size)) {
			throw new NotStreamableException("A range is impossible");
		}
		this.sizeBytes = size;
		return new FileRange(begin, last - begin + 1);
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		int count = this.body.read(target, offset, length);
		if (count < 0) {
			throw new EOFException("The upload ends within a range");
		}
		return count;
	}

	/**
	 * Returns the length of the file with its holes.
	 * @return bytes, as stated by the last range
	 */
	long sizeBytes() {
		return this.sizeBytes;
	}

	private String line() throws IOException {
		byte[] line = new byte[MAX_LINE];
		int length = 0;
		for (int next = this.body.read(); next != '\n'; next = this.body.read()) {
			if (next < 0 && length > 0) {
				break;
			}
			if (next < 0) {
				throw new EOFException("The upload ends between two ranges");
			}
			if (length == MAX_LINE) {
				throw new NotStreamableException("A line is too long");
			}
			line[length++] = (byte) next;
		}
		int end = (length > 0 && line[length - 1] == '\r') ? length - 1 : length;
		return new String(line, 0, end, StandardCharsets.ISO_8859_1);
	}

}
