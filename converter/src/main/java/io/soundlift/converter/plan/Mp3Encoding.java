package io.soundlift.converter.plan;

/**
 * Bit rate or quality of an MP3.
 */
public sealed interface Mp3Encoding {

	/**
	 * The same number of bits for each frame.
	 *
	 * @param bitrate bits per second, one that the sample rate allows (ISO/IEC 11172-3
	 * and 13818-3, layer III)
	 */
	record ConstantBitrate(int bitrate) implements Mp3Encoding {
	}

	/**
	 * As many bits as each frame needs.
	 *
	 * @param quality LAME's scale, 0 (best, largest) to 9
	 */
	record VariableQuality(int quality) implements Mp3Encoding {
	}

}
