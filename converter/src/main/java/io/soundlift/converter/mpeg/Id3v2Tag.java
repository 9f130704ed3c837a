package io.soundlift.converter.mpeg;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Tag of an MP3 in the format ID3v2.3 (id3.org, "ID3 tag version 2.3.0", and "ID3v2
 * Chapter Frame Addendum" 1.0).
 * <p>
 * Version 2.3 is the most widely supported; it has no UTF-8, so text that can't be
 * encoded in Latin-1 is in UTF-16 with a byte order mark. The same content always gives
 * the same bytes.
 */
public final class Id3v2Tag {

	/** The count in a table of contents has one byte. */
	private static final int MAX_CHAPTERS = 255;

	private static final int HEADER_BYTES = 10;

	/** Space for padding, at least as long as a frame of an MP3. */
	private static final int PADDING_ROOM = 2048;

	private static final int MAX_BYTES = (1 << 28) - 1 - PADDING_ROOM;

	private static final byte LATIN_1 = 0;

	private static final byte UTF_16 = 1;

	private static final int FRONT_COVER = 3;

	/** Flags: top level, and ordered chapters. */
	private static final int TABLE_FLAGS = 3;

	/** Chapters are found by time, not by byte. */
	private static final int NO_OFFSET = 0xffffffff;

	private static final String TABLE_ID = "toc";

	private final SortedMap<String, String> texts = new TreeMap<>();

	private final List<byte[]> chapters = new ArrayList<>();

	private String comment = "";

	private @Nullable Path picture;

	private String pictureType = "";

	/**
	 * Sets a text. Control characters are removed, and a text that is empty then is not
	 * written.
	 * @param frame id of a text frame, {@code T} and three upper-case letters or digits
	 * @param value the text
	 * @return this tag
	 * @throws IllegalArgumentException if the id is not that of a text frame
	 */
	public Id3v2Tag text(String frame, String value) {
		if (!frame.matches("T[A-Z0-9]{3}") || frame.equals("TXXX")) {
			throw new IllegalArgumentException("Not the id of a text frame: " + frame);
		}
		this.texts.put(frame, clean(value));
		return this;
	}

	/**
	 * Sets the comment.
	 * @param value the text
	 * @return this tag
	 */
	public Id3v2Tag comment(String value) {
		this.comment = clean(value);
		return this;
	}

	/**
	 * Sets the front cover.
	 * @param file the picture
	 * @param mediaType its media type, such as {@code image/jpeg}
	 * @return this tag
	 */
	public Id3v2Tag frontCover(Path file, String mediaType) {
		this.picture = file;
		this.pictureType = mediaType;
		return this;
	}

	/**
	 * Adds a chapter. Only the first 255 are written.
	 * @param start its beginning
	 * @param end its end
	 * @param title its title, empty for none
	 * @return this tag
	 */
	public Id3v2Tag chapter(Duration start, Duration end, String title) {
		if (this.chapters.size() < MAX_CHAPTERS) {
			this.chapters.add(bytes((body) -> {
				body.write(latin(chapterId(this.chapters.size())));
				body.writeByte(0);
				body.writeInt(Math.toIntExact(start.toMillis()));
				body.writeInt(Math.toIntExact(end.toMillis()));
				body.writeInt(NO_OFFSET);
				body.writeInt(NO_OFFSET);
				writeText(body, "TIT2", clean(title));
			}));
		}
		return this;
	}

	/**
	 * Writes the tag; nothing if it is empty.
	 * @param target where to write it
	 * @throws IOException if the picture can't be read or the tag can't be written
	 */
	public void writeTo(OutputStream target) throws IOException {
		byte[] frames = bytes(this::writeFrames);
		Path cover = this.picture;
		byte[] coverStart = (cover != null) ? coverStart() : new byte[0];
		long coverBytes = (cover != null) ? Files.size(cover) : 0;
		long body = frames.length + ((cover != null) ? HEADER_BYTES + coverStart.length + coverBytes : 0);
		if (body == 0) {
			return;
		}
		if (body > MAX_BYTES) {
			throw new IOException("The tag is too large: " + body + " bytes");
		}
		DataOutputStream output = new DataOutputStream(target);
		output.write(header(HEADER_BYTES + body));
		output.write(frames);
		if (cover != null) {
			writeFrameHeader(output, "APIC", Math.toIntExact(coverStart.length + coverBytes));
			output.write(coverStart);
			if (Files.copy(cover, output) != coverBytes) {
				throw new IOException("The picture has changed meanwhile");
			}
		}
	}

	/**
	 * Returns the header of a tag.
	 * @param tagBytes length of the tag with its header, frames and padding
	 * @return the first bytes of the tag
	 */
	static byte[] header(long tagBytes) {
		return bytes((output) -> {
			output.write(latin("ID3"));
			output.writeByte(3);
			output.writeByte(0);
			output.writeByte(0);
			output.writeInt(synchsafe((int) (tagBytes - HEADER_BYTES)));
		});
	}

	private void writeFrames(DataOutputStream output) throws IOException {
		for (String frame : this.texts.keySet()) {
			writeText(output, frame, this.texts.getOrDefault(frame, ""));
		}
		if (!this.comment.isEmpty()) {
			writeFrame(output, "COMM", commentBody());
		}
		if (!this.chapters.isEmpty()) {
			writeFrame(output, "CTOC", tableOfContents());
		}
		for (byte[] chapter : this.chapters) {
			writeFrame(output, "CHAP", chapter);
		}
	}

	private byte[] commentBody() {
		byte encoding = encoding(this.comment);
		return bytes((body) -> {
			body.writeByte(encoding);
			body.write(latin("XXX"));
			body.write(encode("", encoding));
			body.write(new byte[(encoding == UTF_16) ? 2 : 1]);
			body.write(encode(this.comment, encoding));
		});
	}

	private byte[] tableOfContents() {
		return bytes((body) -> {
			body.write(latin(TABLE_ID));
			body.writeByte(0);
			body.writeByte(TABLE_FLAGS);
			body.writeByte(this.chapters.size());
			for (int i = 0; i < this.chapters.size(); i++) {
				body.write(latin(chapterId(i)));
				body.writeByte(0);
			}
		});
	}

	private static String chapterId(int index) {
		return "chp" + index;
	}

	private byte[] coverStart() {
		return bytes((body) -> {
			body.writeByte(LATIN_1);
			body.write(latin(this.pictureType));
			body.writeByte(0);
			body.writeByte(FRONT_COVER);
			body.writeByte(0);
		});
	}

	private static void writeText(DataOutputStream output, String frame, String value) throws IOException {
		if (!value.isEmpty()) {
			byte encoding = encoding(value);
			writeFrame(output, frame, bytes((body) -> {
				body.writeByte(encoding);
				body.write(encode(value, encoding));
			}));
		}
	}

	private static void writeFrame(DataOutputStream output, String frame, byte[] body) throws IOException {
		writeFrameHeader(output, frame, body.length);
		output.write(body);
	}

	private static void writeFrameHeader(DataOutputStream output, String frame, int bytes) throws IOException {
		output.write(latin(frame));
		output.writeInt(bytes);
		output.writeShort(0);
	}

	private static byte encoding(String value) {
		return StandardCharsets.ISO_8859_1.newEncoder().canEncode(value) ? LATIN_1 : UTF_16;
	}

	private static byte[] encode(String value, byte encoding) {
		if (encoding == LATIN_1) {
			return latin(value);
		}
		Charset charset = StandardCharsets.UTF_16LE;
		return ("\ufeff" + value).getBytes(charset);
	}

	private static byte[] latin(String value) {
		return value.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String clean(String value) {
		return value.replaceAll("\\p{Cntrl}+", " ").strip();
	}

	private static int synchsafe(int value) {
		return (value & 0x7f) | (value & 0x3f80) << 1 | (value & 0x1fc000) << 2 | (value & 0xfe00000) << 3;
	}

	private static byte[] bytes(Body body) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			body.writeTo(new DataOutputStream(bytes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Writer of a part of the tag into memory.
	 */
	@FunctionalInterface
	private interface Body {

		void writeTo(DataOutputStream output) throws IOException;

	}

}
