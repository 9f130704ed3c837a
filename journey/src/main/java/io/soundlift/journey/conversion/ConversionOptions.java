package io.soundlift.journey.conversion;

import java.util.List;

/**
 * What the owner wants of the MP3.
 *
 * @param bitrate constant bit rate in bit/s, one of {@link #BITRATES}
 */
public record ConversionOptions(int bitrate) {

	/**
	 * Bit rates of MPEG-1 layer III in bit/s (ISO/IEC 11172-3, 2.4.2.3), ascending.
	 */
	public static final List<Integer> BITRATES = List.of(32_000, 40_000, 48_000, 56_000, 64_000, 80_000, 96_000,
			112_000, 128_000, 160_000, 192_000, 224_000, 256_000, 320_000);

	/**
	 * Options of a conversion.
	 * @throws IllegalArgumentException if the bit rate is none of {@link #BITRATES}
	 */
	public ConversionOptions {
		if (!BITRATES.contains(bitrate)) {
			throw new IllegalArgumentException("Not a bit rate of MPEG-1 layer III: " + bitrate);
		}
	}

}
