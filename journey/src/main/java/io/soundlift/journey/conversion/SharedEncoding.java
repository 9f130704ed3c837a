package io.soundlift.journey.conversion;

/**
 * Conversion whose chunks several converters may encode.
 *
 * @param id the conversion
 * @param plan names everything that the bytes of its chunks depend on, as for
 * {@link KeptChunks}
 * @param converter the converter that has claimed the conversion
 * @param encoder names what the bytes depend on that is the same for all conversions of a
 * converter
 * @param maxHelpers maximum number of other converters for which there is enough work
 */
public record SharedEncoding(String id, String plan, String converter, String encoder, int maxHelpers) {
}
