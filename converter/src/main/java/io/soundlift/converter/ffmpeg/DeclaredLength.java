package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The length that was written into a file when it was complete.
 */
final class DeclaredLength {

	/** Formats of ffmpeg that store a length. In others it is guessed from the end. */
	private static final Set<String> STORED = Set.of("mov", "matroska", "avi", "flv", "asf", "wav");

	/**
	 * Offsets of fields in an AVI file (AVIMAINHEADER, Microsoft's AVI RIFF reference).
	 */
	private static final int AVI_MICROSECONDS_PER_FRAME = 32;

	private static final int AVI_TOTAL_FRAMES = 48;

	private DeclaredLength() {
	}

	/**
	 * Returns the length that a file says it has.
	 * @param file the file
	 * @param format the first name that ffmpeg has for its format
	 * @param told length that ffmpeg tells, in milliseconds; 0 if it tells none
	 * @return the length, {@code null} if the file doesn't say
	 */
	static @Nullable Duration of(Path file, String format, long told) {
		if (!STORED.contains(format)) {
			return null;
		}
		long millis = told;
		if (format.equals("avi")) {
			// ffmpeg gives the length of what is left of a truncated one
			millis = Math.max(millis, aviMillis(file));
		}
		return (millis > 0) ? Duration.ofMillis(millis) : null;
	}

	private static long aviMillis(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			ByteBuffer header = ByteBuffer.wrap(content.readNBytes(AVI_TOTAL_FRAMES + Integer.BYTES))
				.order(ByteOrder.LITTLE_ENDIAN);
			if (header.limit() < AVI_TOTAL_FRAMES + Integer.BYTES) {
				return 0;
			}
			long micros = Integer.toUnsignedLong(header.getInt(AVI_MICROSECONDS_PER_FRAME));
			long frames = Integer.toUnsignedLong(header.getInt(AVI_TOTAL_FRAMES));
			return Math.round(micros * 1e-3 * frames);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
