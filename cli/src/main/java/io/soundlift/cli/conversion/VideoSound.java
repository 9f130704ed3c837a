package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

import io.soundlift.cli.container.PartialContent;

/**
 * A video without its pictures, as {@code multipart/byteranges} (RFC 9110, 14.6). The
 * same file always results in the same bytes, so that an upload can be resumed.
 *
 * @param file the file of the video
 * @param parts the ranges of it
 * @param length number of bytes that are sent
 */
record VideoSound(Path file, RangeParts parts, long length) implements VideoContent {

	/** Name of an option that the API does not have. */
	private static final String RANGES = "ranges";

	/**
	 * Version of the bytes that result from a file. It is a part of the key, so that no
	 * unfinished upload is resumed with other bytes than it began with.
	 */
	private static final String VERSION = "2";

	/** Each part has the boundary. */
	private static final int BOUNDARY_CHARACTERS = 8;

	/**
	 * Returns the content to send of a file.
	 * @param file the file
	 * @param ranges the ranges of it
	 * @throws IOException if the file's attributes can't be read
	 */
	static VideoSound of(Path file, PartialContent ranges) throws IOException {
		// parts are not scanned for the boundary, since their lengths are known
		String boundary = UploadMemory.key("", file, Map.of(RANGES, VERSION)).substring(0, BOUNDARY_CHARACTERS);
		RangeParts parts = new RangeParts(ranges, MediaTypes.of(file.getFileName().toString()), boundary);
		return new VideoSound(file, parts, parts.contentLength());
	}

	/**
	 * Returns how many bytes of the file are sent.
	 */
	long bytes() {
		return this.parts.content().bytes();
	}

	@Override
	public String mediaType() {
		return "multipart/byteranges; boundary=" + this.parts.boundary();
	}

	@Override
	public VideoBody body(long offset, LongConsumer progress) {
		return new RangesBody(this, offset, progress);
	}

	@Override
	public String sha256() throws IOException {
		MessageDigest digest = Sha256.newDigest();
		try (InputStream content = new RangesStream(this.file, this.parts, digest)) {
			content.transferTo(OutputStream.nullOutputStream());
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	@Override
	public String key(String server, Map<String, String> options) throws IOException {
		Map<String, String> all = new TreeMap<>(options);
		all.put(RANGES, VERSION);
		return UploadMemory.key(server, this.file, all);
	}

}
