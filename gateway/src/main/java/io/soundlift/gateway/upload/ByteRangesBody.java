package io.soundlift.gateway.upload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.RangeSource;
import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/**
 * A body of {@code multipart/byteranges} (RFC 9110, 14.6), read as a stream: ranges of
 * one file, each with its position in {@code Content-Range}. As that determines the end
 * of a part, its bytes are not searched for the boundary.
 */
public final class ByteRangesBody implements RangeSource {

	/**
	 * Greatest length of a file with holes: that of files of ext4, to which converters
	 * write them, without the last MiB.
	 */
	static final long MAX_FILE_BYTES = DataSize.ofTerabytes(16).toBytes() - DataSize.ofMegabytes(1).toBytes();

	/** Greatest length of the header of a part, and of what precedes the first. */
	static final int MAX_HEADER_BYTES = 1024;

	private static final String TYPE = "multipart/byteranges";

	/** RFC 2046, 5.1.1. */
	private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

	private static final int BUFFER_BYTES = 64 * 1024;

	/** RFC 9110, 14.4. */
	private static final Pattern CONTENT_RANGE = Pattern.compile("(?i:bytes) (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

	private final InputStream body;

	private final String delimiter;

	private final ReceivedRanges received = new ReceivedRanges();

	private final String firstType;

	private final String contentType;

	private final long sizeBytes;

	private @Nullable FileRange first;

	private long left;

	/**
	 * Reads up to the first range.
	 * @param body the body
	 * @param boundary what {@link #boundary} returned
	 * @throws Problem {@link ProblemType#INVALID_BYTE_RANGES} if there is none
	 * @throws IOException if the body can't be read
	 */
	public ByteRangesBody(InputStream body, String boundary) throws IOException {
		this.body = new BufferedInputStream(body, BUFFER_BYTES);
		this.delimiter = "--" + boundary;
		skipPreamble();
		Header header = header();
		this.firstType = header.contentType();
		this.contentType = VideoType.require(this.firstType.isEmpty() ? null : this.firstType);
		this.sizeBytes = header.sizeBytes();
		this.first = accept(header);
	}

	/**
	 * Whether a content type is that of such a body.
	 * @param contentType the content type; {@code null} if there is none
	 * @return whether it is, with or without a boundary
	 */
	public static boolean isType(@Nullable String contentType) {
		return contentType != null && contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
	}

	/**
	 * Returns the content type of such a body without anything but its boundary.
	 * @param contentType the content type as it was sent
	 * @return a content type from which {@link #boundary} reads the same
	 * @throws Problem {@link ProblemType#INVALID_BYTE_RANGES} if the boundary is missing
	 * or malformed
	 */
	public static String typeWithBoundary(@Nullable String contentType) {
		return "%s; boundary=\"%s\"".formatted(TYPE, boundary(contentType));
	}

	/**
	 * Returns the boundary of such a body.
	 * @param contentType its content type
	 * @return the boundary
	 * @throws Problem {@link ProblemType#INVALID_BYTE_RANGES} if it is missing or
	 * malformed
	 */
	public static String boundary(@Nullable String contentType) {
		try {
			MediaType type = MediaType.parseMediaType(String.valueOf(contentType));
			String boundary = type.getParameter("boundary");
			if (boundary != null && TYPE.equalsIgnoreCase(type.getType() + "/" + type.getSubtype())) {
				String plain = boundary.replaceFirst("^\"(.*)\"$", "$1");
				if (BOUNDARY.matcher(plain).matches()) {
					return plain;
				}
			}
			throw noBoundary(null);
		}
		catch (InvalidMediaTypeException ex) {
			throw noBoundary(ex);
		}
	}

	private static Problem noBoundary(@Nullable Throwable cause) {
		return new Problem(ProblemType.INVALID_BYTE_RANGES,
				"The content type must be multipart/byteranges with a boundary of up to 70 characters (RFC 2046, 5.1.1).",
				cause);
	}

	/**
	 * Returns the media type of the file.
	 * @return that of the first part, without parameters
	 */
	public String contentType() {
		return this.contentType;
	}

	/**
	 * Returns the length of the file.
	 * @return the length in bytes, holes included
	 */
	public long sizeBytes() {
		return this.sizeBytes;
	}

	@Override
	public @Nullable FileRange next() throws IOException {
		FileRange range = this.first;
		if (range != null) {
			this.first = null;
			return range;
		}
		if (!nextPart()) {
			skipEpilogue();
			return null;
		}
		Header header = header();
		if (!header.contentType().isEmpty() && !header.contentType().equals(this.firstType)) {
			throw invalid("All parts must have the same content type.");
		}
		if (header.sizeBytes() != this.sizeBytes) {
			throw invalid("All ranges must be of a file of the same length: %d is not %d.".formatted(header.sizeBytes(),
					this.sizeBytes));
		}
		return accept(header);
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		int count = this.body.read(target, offset, (int) Math.min(length, this.left));
		if (count < 0) {
			throw new EOFException("The body ends within a range");
		}
		this.left -= count;
		return count;
	}

	private FileRange accept(Header header) {
		this.received.add(header.range());
		this.left = header.range().length();
		return header.range();
	}

	private void skipPreamble() throws IOException {
		int most = MAX_HEADER_BYTES;
		String line = line(most);
		while (!line.stripTrailing().equals(this.delimiter)) {
			if (line.stripTrailing().equals(this.delimiter + "--")) {
				throw invalid("There is no range.");
			}
			most -= line.length() + 2;
			line = line(most);
		}
	}

	/**
	 * Reads the delimiter behind a range.
	 * @return whether another part follows
	 */
	private boolean nextPart() throws IOException {
		byte[] expected = ("\r\n" + this.delimiter).getBytes(StandardCharsets.ISO_8859_1);
		byte[] found = this.body.readNBytes(expected.length);
		if (found.length < expected.length) {
			throw new EOFException("The body ends behind a range");
		}
		if (!Arrays.equals(found, expected)) {
			throw invalid("Behind the bytes that its Content-Range announces, a part must end with the boundary.");
		}
		int next = this.body.read();
		if (next == '-' && this.body.read() == '-') {
			return false;
		}
		if (!line(MAX_HEADER_BYTES, next).isBlank()) {
			throw invalid("Behind a boundary there is neither the end of the line nor --.");
		}
		return true;
	}

	private void skipEpilogue() throws IOException {
		if (this.body.readNBytes(MAX_HEADER_BYTES + 1).length > MAX_HEADER_BYTES) {
			throw invalid("There are more than %d bytes behind the last part.".formatted(MAX_HEADER_BYTES));
		}
	}

	private Header header() throws IOException {
		String contentRange = null;
		String type = null;
		int most = MAX_HEADER_BYTES;
		for (String line = line(most); !line.isEmpty(); line = line(most)) {
			most -= line.length() + 2;
			int colon = line.indexOf(':');
			if (colon <= 0) {
				throw invalid("A part has a header without a colon.");
			}
			String value = line.substring(colon + 1).strip();
			switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
				case "content-range" -> contentRange = once("Content-Range", contentRange, value);
				case "content-type" -> type = once("Content-Type", type, value);
				default -> {
					// RFC 2046, 5.1: other fields may be ignored
				}
			}
		}
		if (contentRange == null) {
			throw invalid("Each part must have a Content-Range.");
		}
		return header(contentRange, (type != null) ? type : "");
	}

	private static String once(String name, @Nullable String before, String value) {
		if (before != null) {
			throw invalid("A part has more than one " + name + ".");
		}
		return value;
	}

	private static Header header(String contentRange, String type) {
		Matcher matcher = CONTENT_RANGE.matcher(contentRange);
		if (!matcher.matches()) {
			throw invalid(
					"Each Content-Range must have the form bytes first-last/length, with the length of the file.");
		}
		long begin = Long.parseLong(matcher.group(1));
		long last = Long.parseLong(matcher.group(2));
		long length = Long.parseLong(matcher.group(3));
		if (length > MAX_FILE_BYTES) {
			throw VideoType.tooLarge(MAX_FILE_BYTES);
		}
		if (begin > last || last >= length) {
			throw invalid("A file of %d bytes has no range from byte %d to byte %d.".formatted(length, begin, last));
		}
		return new Header(new FileRange(begin, last - begin + 1), length, type);
	}

	private String line(int most) throws IOException {
		return line(most, this.body.read());
	}

	private String line(int most, int first) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = first; next != '\n'; next = this.body.read()) {
			if (next < 0) {
				throw new EOFException("The body ends within a line");
			}
			if (line.length() >= most) {
				throw invalid("The header of a part may have up to %d bytes.".formatted(MAX_HEADER_BYTES));
			}
			line.append((char) next);
		}
		int end = line.length() - 1;
		if (end < 0 || line.charAt(end) != '\r') {
			throw invalid("Each line must end with CR and LF.");
		}
		return line.substring(0, end);
	}

	private static Problem invalid(String detail) {
		return new Problem(ProblemType.INVALID_BYTE_RANGES, detail);
	}

	/**
	 * Header of a part.
	 *
	 * @param range its range
	 * @param sizeBytes length of the file
	 * @param contentType media type of the file as it was sent; empty if it is missing
	 */
	private record Header(FileRange range, long sizeBytes, String contentType) {
	}

}
