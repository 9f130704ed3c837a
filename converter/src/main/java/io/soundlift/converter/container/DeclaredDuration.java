package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Length that a header states, as a time or a number of samples, for formats of which
 * ffmpeg reports another value.
 */
final class DeclaredDuration {

	/** Header object of ASF, and the object with the properties of the file. */
	private static final String ASF_HEADER = "3026b2758e66cf11a6d900aa0062ce6c";

	private static final String ASF_FILE_PROPERTIES = "a1dcab8c47a9cf118ee400c00c205365";

	private static final int ASF_BROADCAST = 1;

	private static final int MAX_ASF_OBJECTS = 1000;

	/** "fLaC", then the header of the 34-byte block that always comes first. */
	private static final int FLAC_STREAM_INFO = 8;

	private static final int FLAC_SAMPLE_RATE = FLAC_STREAM_INFO + 10;

	private static final int ID3_HEADER_BYTES = 10;

	private DeclaredDuration() {
	}

	/**
	 * Returns the length of an AVI file as its main header states it (AVIMAINHEADER,
	 * Microsoft's AVI RIFF reference). For a truncated file, ffmpeg reports the length of
	 * what is left.
	 * @param file the file
	 * @return the length, zero if it is not stated
	 * @throws IOException if the file can't be read
	 */
	static Duration ofAvi(MediaFile file) throws IOException {
		ByteBuffer header = file.read(32, 20, ByteOrder.LITTLE_ENDIAN);
		if (header == null) {
			return Duration.ZERO;
		}
		long frameMicros = Integer.toUnsignedLong(header.getInt(0));
		long frames = Integer.toUnsignedLong(header.getInt(16));
		return Duration.ofMillis(Math.round(frameMicros * 1e-3 * frames));
	}

	/**
	 * Returns the length of a FLAC file as its stream info states it (RFC 9639, 8.2).
	 * @param file the file
	 * @return the length; {@code null} if it is not stated, as in files that were written
	 * to a pipe
	 * @throws IOException if the file can't be read
	 */
	static @Nullable Duration ofFlac(MediaFile file) throws IOException {
		long begin = id3Bytes(file);
		if (!file.has(begin, "664c6143")) {
			return null;
		}
		ByteBuffer info = file.read(begin + FLAC_SAMPLE_RATE, Long.BYTES, ByteOrder.BIG_ENDIAN);
		if (info == null) {
			return null;
		}
		long bits = info.getLong();
		long sampleRate = bits >>> 44;
		long samples = bits & 0xf_ffff_ffffL;
		return (sampleRate > 0 && samples > 0) ? Duration.ofMillis(Math.round(samples * 1e3 / sampleRate)) : null;
	}

	/**
	 * Returns the length of an ASF file as its file properties state it (Advanced Systems
	 * Format Specification, 3.2): the play duration less the preroll, which it includes.
	 * ffmpeg reports it only if the file has the stated size.
	 * @param file the file
	 * @return the length; {@code null} if it is not stated, as in broadcasts
	 * @throws IOException if the file can't be read
	 */
	static @Nullable Duration ofAsf(MediaFile file) throws IOException {
		if (!file.has(0, ASF_HEADER)) {
			return null;
		}
		long position = 30;
		for (int i = 0; i < MAX_ASF_OBJECTS; i++) {
			ByteBuffer object = file.read(position, 92, ByteOrder.LITTLE_ENDIAN);
			if (object == null) {
				return null;
			}
			if (file.has(position, ASF_FILE_PROPERTIES)) {
				long millis = object.getLong(64) / 10_000 - object.getLong(80);
				boolean broadcast = (object.getInt(88) & ASF_BROADCAST) != 0;
				return (!broadcast && millis > 0) ? Duration.ofMillis(millis) : null;
			}
			long size = object.getLong(16);
			if (size < 24 || size > file.size() - position) {
				return null;
			}
			position += size;
		}
		return null;
	}

	/**
	 * Returns the length of a tag at the beginning of a file (ID3v2, 3.1).
	 * @param file the file
	 * @return bytes; 0 if there is none
	 * @throws IOException if the file can't be read
	 */
	static long id3Bytes(MediaFile file) throws IOException {
		ByteBuffer tag = file.has(0, "494433") ? file.read(0, ID3_HEADER_BYTES, ByteOrder.BIG_ENDIAN) : null;
		if (tag == null) {
			return 0;
		}
		int size = 0;
		for (int i = 6; i < ID3_HEADER_BYTES; i++) {
			// each byte holds seven bits of the number
			size = size << 7 | tag.get(i) & 0x7f;
		}
		return ID3_HEADER_BYTES + size;
	}

}
