package io.soundlift.converter.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Length of the complete file, as its headers state it.
 *
 * @param end the length, which in some formats includes the time before the first audio
 * or picture; {@code null} if it is not stated
 * @param complete whether the file has the size that it states, so that nothing is
 * missing at its end, whatever length it states
 * @param missing playing time that lies beyond the end of the file according to the sizes
 * that it states; zero if none does, or if no size is stated
 */
public record DeclaredLength(@Nullable Duration end, boolean complete, Duration missing) {

	/** Longer than any video, whatever length it states. */
	static final Duration LONGEST = Duration.ofDays(365);

	/** Nothing is known. */
	public static final DeclaredLength UNKNOWN = new DeclaredLength(null, false, Duration.ZERO);

	/**
	 * Reads the length that a file states.
	 * @param path the file
	 * @param format the first name that ffmpeg has for its format
	 * @param reported length that ffmpeg reports; zero if it reports none
	 * @return the stated length
	 * @throws UncheckedIOException if it can't be read
	 */
	public static DeclaredLength of(Path path, String format, Duration reported) {
		try (MediaFile file = MediaFile.open(path)) {
			return switch (format) {
				case "mov" ->
					stated(MovieHeader.isLengthUnknown(file) ? null : reported, MovieHeader.extent(file), file);
				case "matroska" -> stated(reported, MatroskaSegment.extent(file), file);
				case "flv", "mxf" -> stated(reported);
				case "avi" -> ofAvi(file, reported);
				case "flac" -> stated(DeclaredDuration.ofFlac(file));
				case "asf" -> stated(DeclaredDuration.ofAsf(file));
				case "wav" -> sized(AudioChunk.ofWave(file), file, reported);
				case "w64" -> sized(AudioChunk.ofWave64(file), file, reported);
				case "aiff" -> {
					AudioChunk audio = AudioChunk.ofAiff(file);
					// ffmpeg trusts the header even where the number of samples was
					// unknown when it was written
					yield (audio != null && audio.chunk().isSizeKnown()) ? sized(audio, file, reported) : UNKNOWN;
				}
				case "caf" -> sized(AudioChunk.ofCaf(file), file, reported);
				case "mp3" -> new DeclaredLength(null, false, XingTag.missingIn(file));
				default -> UNKNOWN;
			};
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static DeclaredLength ofAvi(MediaFile file, Duration reported) throws IOException {
		Chunk last = ChunkLayout.RIFF.last(file, 0);
		if (last == null || !last.type().equals("RIFF")) {
			return stated(longest(DeclaredDuration.ofAvi(file), reported));
		}
		if (!last.isSizeKnown()) {
			return UNKNOWN;
		}
		long missing = last.missingIn(file);
		return stated(longest(DeclaredDuration.ofAvi(file), reported), new Extent(missing == 0, missing), file);
	}

	private static DeclaredLength stated(@Nullable Duration length) {
		return new DeclaredLength(known(length), false, Duration.ZERO);
	}

	private static DeclaredLength stated(@Nullable Duration length, Extent extent, MediaFile file) {
		return new DeclaredLength(known(length), extent.complete(), extent.missing(file, length));
	}

	private static DeclaredLength sized(@Nullable AudioChunk audio, MediaFile file, Duration reported) {
		if (audio == null) {
			return stated(reported);
		}
		Duration missing = audio.missingIn(file);
		// ffmpeg reports the length of what is left
		return new DeclaredLength(known(reported.plus(missing)), audio.chunk().isSizeKnown() && missing.isZero(),
				missing);
	}

	private static Duration longest(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private static @Nullable Duration known(@Nullable Duration length) {
		if (length == null || length.isZero()) {
			return null;
		}
		return (length.compareTo(LONGEST) < 0) ? length : LONGEST;
	}

}
