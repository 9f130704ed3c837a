package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.decode.AudioFormat;
import org.jspecify.annotations.Nullable;

/**
 * How audio is cut into chunks that are encoded independently and give the same frames as
 * one encoder would.
 * <p>
 * An encoder that starts in the middle has to be in the state of one that started at the
 * begin, so each chunk starts earlier by a warm-up whose frames are thrown away. LAME
 * forgets its past within some 50 frames; what lasts longest is its adaption to silence,
 * which takes 95. Each start is a multiple of 49 frames, after which the pattern repeats
 * by which a constant bit rate at 44.1 kHz, and its half and quarter, gets its padding
 * bytes. At the end each chunk runs over into the next, so that both can be compared.
 *
 * @param format the samples
 * @param chunkFrames length of a chunk in frames, a multiple of {@link #PERIOD}
 */
record ChunkGrid(AudioFormat format, int chunkFrames) {

	/** Frames after which the pattern of padding bytes repeats. */
	static final int PERIOD = 49;

	/** Frames that a chunk starts earlier. */
	static final int WARM_UP = 2 * PERIOD;

	/** Frames that two neighbours have in common and that must be equal. */
	static final int COMMON = 8;

	/**
	 * How many chunks long audio is cut into: enough to share it out and to lose little
	 * of it, few enough for starting encoders not to matter.
	 */
	private static final int USUAL_CHUNKS = 16;

	/** How much longer than the least length chunks of long audio get. */
	private static final int GREATEST_FACTOR = 4;

	/** Frames that an encoder looks ahead, so that the last ones depend on the end. */
	private static final int LOOK_AHEAD = 4;

	/**
	 * A grid.
	 * @throws IllegalArgumentException if the chunk is not a multiple of the period
	 */
	ChunkGrid {
		if (chunkFrames < WARM_UP || chunkFrames % PERIOD != 0) {
			throw new IllegalArgumentException("Not a length of chunks in frames: " + chunkFrames);
		}
	}

	/**
	 * Creates a grid. Each chunk costs the start of an encoder, so those of long audio
	 * are longer, up to a limit that bounds the room that they take.
	 * @param format the samples
	 * @param leastLength the least length of a chunk
	 * @param expected how long the audio is thought to be; null if nobody knows
	 * @return the grid
	 */
	static ChunkGrid of(AudioFormat format, Duration leastLength, @Nullable Duration expected) {
		long least = leastLength.toMillis();
		long share = (expected != null) ? expected.toMillis() / USUAL_CHUNKS : 0;
		long length = Math.min(Math.max(share, least), GREATEST_FACTOR * least);
		long frames = length * format.sampleRate() / 1000 / format.frameSamples();
		long periods = Math.max(2, (frames + PERIOD - 1) / PERIOD);
		return new ChunkGrid(format, Math.toIntExact(periods * PERIOD));
	}

	/**
	 * Returns how many frames of a chunk's encoder come before the chunk.
	 * @param index number of the chunk, from 0
	 * @return frames
	 */
	int warmUp(int index) {
		return (index == 0) ? 0 : WARM_UP;
	}

	/**
	 * Returns the length of the samples from the begin of a chunk to where its encoder
	 * stops, unless the audio ends before.
	 * @return bytes
	 */
	long chunkBytes() {
		return (long) (this.chunkFrames + COMMON + LOOK_AHEAD) * this.format.frameBytes();
	}

	/**
	 * Returns the length of the samples that the encoder of a chunk has in common with
	 * the one after it.
	 * @return bytes
	 */
	long overlapBytes() {
		return (long) (WARM_UP + COMMON + LOOK_AHEAD) * this.format.frameBytes();
	}

}
