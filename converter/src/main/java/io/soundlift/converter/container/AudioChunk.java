package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The chunk of a file that holds all of its audio, one sample after another.
 *
 * @param chunk the chunk
 * @param bytesPerSecond number of bytes per second according to the header; positive
 */
record AudioChunk(Chunk chunk, double bytesPerSecond) {

	private static final double NANOS = 1e9;

	private static final int BITS_OF_RF64_SIZE = -1;

	/**
	 * Returns how much audio a file lacks at its end.
	 * @param file the file
	 * @return the time; zero if nothing is missing or if the size was never known
	 */
	Duration missingIn(MediaFile file) {
		return Duration
			.ofNanos((long) Math.min(Long.MAX_VALUE, this.chunk.missingIn(file) / this.bytesPerSecond * NANOS));
	}

	/**
	 * Finds the audio of a WAV file, also in the forms with sizes of 64 bits, RF64 and
	 * BW64 (EBU Tech 3306, ITU-R BS.2088).
	 * @param file the file
	 * @return the chunk; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	static @Nullable AudioChunk ofWave(MediaFile file) throws IOException {
		ByteBuffer format = ChunkLayout.RIFF.read(file, ChunkLayout.RIFF.find(file, "fmt ", 12), 12);
		Chunk data = ChunkLayout.RIFF.find(file, "data", 12);
		if (data != null && (int) data.size() == BITS_OF_RF64_SIZE) {
			ByteBuffer sizes = ChunkLayout.RIFF.read(file, ChunkLayout.RIFF.find(file, "ds64", 12), 16);
			data = new Chunk("data", data.position(), (sizes != null) ? sizes.getLong(8) : 0);
		}
		return of(data, (format != null) ? Integer.toUnsignedLong(format.getInt(8)) : 0);
	}

	/**
	 * Finds the audio of a Wave64 file.
	 * @param file the file
	 * @return the chunk; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	static @Nullable AudioChunk ofWave64(MediaFile file) throws IOException {
		long first = ChunkLayout.WAVE64.headerBytes() + 16L;
		ByteBuffer format = ChunkLayout.WAVE64.read(file, ChunkLayout.WAVE64.find(file, "fmt ", first), 12);
		return of(ChunkLayout.WAVE64.find(file, "data", first),
				(format != null) ? Integer.toUnsignedLong(format.getInt(8)) : 0);
	}

	/**
	 * Finds the audio of an AIFF or AIFF-C file. The time of compressed audio is
	 * underestimated, because the header states only the size of its samples.
	 * @param file the file
	 * @return the chunk; {@code null} if there is none
	 * @throws IOException if the file can't be read
	 */
	static @Nullable AudioChunk ofAiff(MediaFile file) throws IOException {
		ByteBuffer common = ChunkLayout.AIFF.read(file, ChunkLayout.AIFF.find(file, "COMM", 12), 18);
		if (common == null) {
			return null;
		}
		int channels = Short.toUnsignedInt(common.getShort(0));
		int sampleBytes = (Short.toUnsignedInt(common.getShort(6)) + Byte.SIZE - 1) / Byte.SIZE;
		return of(ChunkLayout.AIFF.find(file, "SSND", 12), channels * sampleBytes * extended(common, 8));
	}

	/**
	 * Finds the audio of a CAF file (Apple Core Audio Format Specification).
	 * @param file the file
	 * @return the chunk; {@code null} if there is none, or if its packets vary in size
	 * @throws IOException if the file can't be read
	 */
	static @Nullable AudioChunk ofCaf(MediaFile file) throws IOException {
		ByteBuffer description = ChunkLayout.CAF.read(file, ChunkLayout.CAF.find(file, "desc", 8), 32);
		if (description == null) {
			return null;
		}
		long packetBytes = Integer.toUnsignedLong(description.getInt(16));
		long packetFrames = Integer.toUnsignedLong(description.getInt(20));
		Chunk data = ChunkLayout.CAF.find(file, "data", 8);
		return (packetFrames > 0) ? of(data, description.getDouble(0) * packetBytes / packetFrames) : null;
	}

	private static @Nullable AudioChunk of(@Nullable Chunk data, double bytesPerSecond) {
		return (data != null && bytesPerSecond > 0) ? new AudioChunk(data, bytesPerSecond) : null;
	}

	/**
	 * Reads an 80-bit number (IEEE 754 extended precision), in which AIFF stores the
	 * sample rate.
	 */
	private static double extended(ByteBuffer buffer, int index) {
		int exponent = buffer.getShort(index) & 0x7fff;
		double mantissa = (buffer.getLong(index + 2) >>> 1) * 2.0;
		return Math.scalb(mantissa, exponent - 16383 - 63);
	}

}
