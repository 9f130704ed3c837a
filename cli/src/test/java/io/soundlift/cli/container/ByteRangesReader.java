package io.soundlift.cli.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader of a body of {@code multipart/byteranges}, as strict as RFC 2046 and RFC 9110
 * allow.
 */
public final class ByteRangesReader {

	private static final Pattern HEADER = Pattern
		.compile("(?:Content-Type: ([^\r\n]+)\r\n)?Content-Range: bytes (\\d+)-(\\d+)/(\\d+)\r\n\r\n");

	private final byte[] body;

	private final String text;

	private final String delimiter;

	private final List<ByteRange> ranges = new ArrayList<>();

	private final List<String> headers = new ArrayList<>();

	private final MessageDigest digest;

	private byte[] file = {};

	private String type = "";

	/**
	 * Reads a body.
	 * @param contentType its content type
	 * @param body the body
	 */
	public ByteRangesReader(String contentType, byte[] body) {
		Matcher matcher = Pattern.compile("multipart/byteranges; boundary=([0-9a-zA-Z-]{1,70})").matcher(contentType);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("Not of ranges: " + contentType);
		}
		this.body = body;
		this.text = new String(body, StandardCharsets.ISO_8859_1);
		this.delimiter = "--" + matcher.group(1);
		try {
			this.digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		read();
	}

	private void read() {
		int at = 0;
		while (!this.text.startsWith(this.delimiter + "--\r\n", at)) {
			at = readPart(expect(this.delimiter + "\r\n", at));
		}
		if (at + this.delimiter.length() + 4 != this.body.length) {
			throw new IllegalArgumentException("There is something behind the end");
		}
	}

	private int readPart(int at) {
		Matcher header = HEADER.matcher(this.text).region(at, this.text.length());
		if (!header.lookingAt()) {
			throw new IllegalArgumentException("There is no part at " + at);
		}
		this.headers.add(header.group());
		ByteRange range = new ByteRange(Long.parseLong(header.group(2)), Long.parseLong(header.group(3)) + 1);
		if (this.ranges.isEmpty()) {
			this.file = new byte[Integer.parseInt(header.group(4))];
			this.type = Objects.requireNonNull(header.group(1));
		}
		this.ranges.add(range);
		System.arraycopy(this.body, header.end(), this.file, (int) range.begin(), (int) range.length());
		this.digest.update(ByteBuffer.allocate(16).putLong(range.begin()).putLong(range.length()).array());
		this.digest.update(this.body, header.end(), (int) range.length());
		return expect("\r\n", header.end() + (int) range.length());
	}

	private int expect(String expected, int at) {
		if (!this.text.startsWith(expected, at)) {
			throw new IllegalArgumentException("There is no " + expected + " at " + at);
		}
		return at + expected.length();
	}

	/**
	 * Returns the ranges.
	 * @return the ranges in the order of the body
	 */
	public List<ByteRange> ranges() {
		return this.ranges;
	}

	/**
	 * Returns the headers of the parts.
	 * @return the headers with the empty line, without the boundary
	 */
	public List<String> headers() {
		return this.headers;
	}

	/**
	 * Returns the file.
	 * @return the file with zeros where no range is
	 */
	public byte[] file() {
		return this.file;
	}

	/**
	 * Returns the media type of the file.
	 * @return that of the first part
	 */
	public String type() {
		return this.type;
	}

	/**
	 * Returns the hash of what a server stores.
	 * @return 64 hexadecimal digits
	 */
	public String sha256() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

}
