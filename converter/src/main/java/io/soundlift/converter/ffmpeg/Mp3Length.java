package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the exact length of an MP3 from the frame that LAME's users write first: the
 * number of frames, less the samples that encoding has added at both ends (Xing/Info and
 * LAME tag).
 */
final class Mp3Length {

	private static final int[] SAMPLE_RATES = { 44_100, 48_000, 32_000 };

	private static final int SAMPLES_PER_FRAME = 1152;

	private static final int HEADER = 64 * 1024;

	private static final int FRAMES_FLAG = 1;

	/**
	 * Length of the tag up to the LAME part: marks, flags, frames, bytes, seek table,
	 * quality.
	 */
	private static final int XING = 4 + 4 + 4 + 4 + 100 + 4;

	/** Offset of delay and padding in the LAME part. */
	private static final int LAME_GAPS = 21;

	private Mp3Length() {
	}

	/**
	 * Reads the length of an MP3.
	 * @param file an MP3 of MPEG-1 as ffmpeg writes it
	 * @return the length; empty if the file is none
	 * @throws UncheckedIOException if it can't be read
	 */
	static Optional<Duration> of(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			ByteBuffer header = ByteBuffer.wrap(content.readNBytes(HEADER));
			int frame = afterId3(header);
			if (frame + 4 > header.limit() || (header.getShort(frame) & 0xfffe) != 0xfffa) {
				return Optional.empty();
			}
			int rate = (header.get(frame + 2) >> 2) & 3;
			int tag = frame + tagOffset(header.get(frame + 3));
			if (rate >= SAMPLE_RATES.length || tag + XING + LAME_GAPS + 3 > header.limit() || !isTag(header, tag)) {
				return Optional.empty();
			}
			int gaps = header.getInt(tag + XING + LAME_GAPS - 1) & 0xffffff;
			long samples = header.getInt(tag + 8) * (long) SAMPLES_PER_FRAME - (gaps >> 12) - (gaps & 0xfff);
			return Optional.of(Duration.ofNanos(samples * 1_000_000_000L / SAMPLE_RATES[rate]));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int afterId3(ByteBuffer header) {
		if (header.limit() < 10 || header.get(0) != 'I' || header.get(1) != 'D' || header.get(2) != '3') {
			return 0;
		}
		return 10 + (header.get(6) << 21 | header.get(7) << 14 | header.get(8) << 7 | header.get(9));
	}

	private static int tagOffset(byte mode) {
		boolean mono = (mode & 0xc0) == 0xc0;
		return 4 + (mono ? 17 : 32);
	}

	private static boolean isTag(ByteBuffer header, int tag) {
		String mark = new String(header.array(), tag, 4, StandardCharsets.US_ASCII);
		return (mark.equals("Info") || mark.equals("Xing")) && (header.getInt(tag + 4) & FRAMES_FLAG) != 0;
	}

}
