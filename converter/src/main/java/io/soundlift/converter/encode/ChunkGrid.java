package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.mpeg.MalformedMp3Exception;
import io.soundlift.converter.mpeg.Mp3FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * Division of audio into chunks that are encoded independently and yield the same frames
 * as a single encoder.
 * <p>
 * An encoder that starts in the middle must reach the state of one that started at the
 * beginning, so each chunk starts earlier by a warm-up whose frames are discarded. The
 * state of LAME depends on the last 50 frames or so; its adaptation to silence takes
 * longest, 95 frames. Each start is a multiple of 49 frames, the period of the padding
 * bytes at a constant bit rate and 44.1 kHz, 22.05 kHz or 11.025 kHz. Each chunk overlaps
 * the next, so that both can be compared. The first and the last chunks of long audio are
 * shorter, so that all encoders are busy from its beginning to its end.
 *
 * @param format the samples
 * @param longFrames length of the long chunks in frames, a multiple of {@link #PERIOD}
 * @param longChunks number of the long chunks
 * @param shortFrames length of all others, as above
 */
record ChunkGrid(AudioFormat format, int longFrames, int longChunks, int shortFrames) {

	/** Frames after which the pattern of padding bytes repeats. */
	static final int PERIOD = 49;

	/** Frames that a chunk starts earlier. */
	static final int WARM_UP = 2 * PERIOD;

	/** Number of frames that two neighbours have in common and that must be equal. */
	static final int COMMON = 8;

	/**
	 * Number of chunks that long audio is divided into: enough to distribute it and to
	 * lose little of it, few enough to make the start of encoders negligible.
	 */
	private static final int USUAL_CHUNKS = 16;

	/** Number of chunks before the first long one. */
	static final int FIRST_CHUNKS = 2;

	/** Maximum length of chunks of long audio, as a multiple of the minimum length. */
	private static final int GREATEST_FACTOR = 4;

	/**
	 * Playing time at 48 kHz by which a segment is longer than its chunk, at most: the
	 * overlap, and the rounding to whole periods.
	 */
	private static final Duration OVERLAP = Duration.ofSeconds(6);

	/** Stereo at 48 kHz, as floating-point numbers. */
	private static final int MAX_BYTES_PER_SECOND = 48_000 * 2 * Float.BYTES;

	/**
	 * Number of frames that an encoder looks ahead, so that the last ones depend on the
	 * end.
	 */
	private static final int LOOK_AHEAD = 4;

	/**
	 * A grid.
	 * @throws IllegalArgumentException if a chunk is not a multiple of the period
	 */
	ChunkGrid {
		requireLength(longFrames);
		requireLength(shortFrames);
	}

	private static void requireLength(int frames) {
		if (frames < WARM_UP || frames % PERIOD != 0) {
			throw new IllegalArgumentException("Not a length of chunks in frames: " + frames);
		}
	}

	/**
	 * Creates a grid. Each chunk costs the start of an encoder, so chunks of long audio
	 * are longer, up to a limit that bounds the space they take.
	 * @param format the samples
	 * @param leastLength the minimum length of a chunk
	 * @param expected expected length of the audio; {@code null} if it is not known
	 * @return the grid
	 */
	static ChunkGrid of(AudioFormat format, Duration leastLength, @Nullable Duration expected) {
		int shortFrames = frames(format, leastLength);
		if (expected == null) {
			return new ChunkGrid(format, shortFrames, 0, shortFrames);
		}
		Duration share = expected.dividedBy(USUAL_CHUNKS);
		Duration longest = leastLength.multipliedBy(GREATEST_FACTOR);
		int longFrames = Math.max(shortFrames, frames(format, (share.compareTo(longest) < 0) ? share : longest));
		// one and a half or more are left for the others: the last long one takes a while
		long before = frameCount(format, expected) - FIRST_CHUNKS * shortFrames - longFrames * 3L / 2;
		long longChunks = (longFrames > shortFrames) ? Math.max(0, before / longFrames) : 0;
		return new ChunkGrid(format, longFrames, Math.toIntExact(longChunks), shortFrames);
	}

	private static int frames(AudioFormat format, Duration length) {
		long periods = Math.max(2, (frameCount(format, length) + PERIOD - 1) / PERIOD);
		return Math.toIntExact(periods * PERIOD);
	}

	private static long frameCount(AudioFormat format, Duration length) {
		return length.toMillis() * format.sampleRate() / 1000 / format.frameSamples();
	}

	/**
	 * Returns the length of a chunk that is not the last one.
	 * @param index number of the chunk, from 0
	 * @return frames
	 */
	int frames(int index) {
		return (index >= FIRST_CHUNKS && index - FIRST_CHUNKS < this.longChunks) ? this.longFrames : this.shortFrames;
	}

	/**
	 * Returns the number of chunks of audio, as far as its length can tell.
	 * @param length length of the audio
	 * @return the number, at least 1
	 */
	int count(Duration length) {
		long frames = frameCount(this.format, length);
		long behindFirst = Math.max(0, frames - FIRST_CHUNKS * this.shortFrames);
		long inLong = Math.min(this.longChunks, behindFirst / this.longFrames);
		return Math.toIntExact(inLong + (frames - inLong * this.longFrames) / this.shortFrames + 1);
	}

	/**
	 * Returns the maximum length of the samples of a chunk.
	 * @param leastLength the minimum length of a chunk
	 * @return bytes
	 */
	static long maxBytes(Duration leastLength) {
		return leastLength.multipliedBy(GREATEST_FACTOR).plus(OVERLAP).toSeconds() * MAX_BYTES_PER_SECOND;
	}

	/**
	 * Returns the number of warm-up frames before a chunk.
	 * @param index number of the chunk, from 0
	 * @return frames
	 */
	int warmUp(int index) {
		return (index == 0) ? 0 : WARM_UP;
	}

	/**
	 * Returns the length of the samples from the beginning of the first chunk to where
	 * its encoder stops, unless the audio ends before.
	 * @return bytes
	 */
	long firstBytes() {
		return (long) (frames(0) + COMMON + LOOK_AHEAD) * this.format.frameBytes();
	}

	/**
	 * Returns the length of the samples that the encoder of a chunk has in common with
	 * the one after it.
	 * @return bytes
	 */
	long overlapBytes() {
		return (long) (WARM_UP + COMMON + LOOK_AHEAD) * this.format.frameBytes();
	}

	/**
	 * Returns whether a file has all frames of a chunk.
	 * @param segment its samples
	 * @param file the file
	 * @return {@code false} if frames are missing or broken
	 * @throws IOException if it can't be read
	 */
	boolean isWhole(PcmSegment segment, Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			int frames = 0;
			while (reader.next() != null) {
				frames++;
			}
			return segment.last() ? frames > 0 : frames == frames(segment.index()) + COMMON;
		}
		catch (MalformedMp3Exception ex) {
			return false;
		}
	}

}
