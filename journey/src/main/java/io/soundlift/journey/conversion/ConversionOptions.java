package io.soundlift.journey.conversion;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.PersistenceCreator;

/**
 * Options of a conversion, chosen by its owner.
 *
 * @param bitrate constant bit rate in bit/s, one of {@link #BITRATES}; {@code null} with
 * a quality
 * @param quality quality of a variable bit rate, 0 (best) to {@link #MAX_QUALITY} on
 * LAME's scale; {@code null} with a constant bit rate
 * @param encodingChosen whether the owner has chosen that bit rate or quality, so that
 * audio that is already MP3 must not be copied; {@code null} means yes
 * @param channels number of channels, 1 or 2; {@code null} for those of the audio, at
 * most 2
 * @param sampleRate samples per second, one of {@link #SAMPLE_RATES}; {@code null} for
 * that of the audio, or the nearest of MPEG-1
 * @param start where the MP3 begins in the video; {@code null} for its begin
 * @param end where the MP3 ends in the video; {@code null} for its end
 * @param normalize whether the loudness is brought to the target of the converter;
 * {@code null} means no
 * @param track number of the audio track, from 1 on, or its language as three letters of
 * ISO 639-2/T; {@code null} for the default track
 * @param tagsKept whether tags of the video are carried over; {@code null} means yes
 * @param tags texts by {@link Tag#option()} that replace tags of the video; an empty one
 * removes the tag
 * @param cover picture of the MP3; {@code null} means {@link Cover#AUTO}
 * @param chaptersKept whether chapters of the video are carried over; {@code null} means
 * yes
 */
public record ConversionOptions(@Nullable Integer bitrate, @Nullable Integer quality, @Nullable Boolean encodingChosen,
		@Nullable Integer channels, @Nullable Integer sampleRate, @Nullable Duration start, @Nullable Duration end,
		@Nullable Boolean normalize, @Nullable String track, @Nullable Boolean tagsKept, Map<String, String> tags,
		@Nullable Cover cover, @Nullable Boolean chaptersKept) {

	/**
	 * Bit rates of MPEG-1 layer III in bit/s (ISO/IEC 11172-3, 2.4.2.3), ascending.
	 */
	public static final List<Integer> BITRATES = List.of(32_000, 40_000, 48_000, 56_000, 64_000, 80_000, 96_000,
			112_000, 128_000, 160_000, 192_000, 224_000, 256_000, 320_000);

	/**
	 * Sample rates of MPEG-2.5, MPEG-2 and MPEG-1 layer III in Hz, ascending.
	 */
	public static final List<Integer> SAMPLE_RATES = List.of(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000,
			44_100, 48_000);

	/**
	 * The lowest quality of a variable bit rate.
	 */
	public static final int MAX_QUALITY = 9;

	private static final int LOWEST_OF_MPEG_1 = 32_000;

	private static final int LOWEST_OF_MPEG_2 = 16_000;

	/**
	 * Options of a conversion.
	 * @throws IllegalArgumentException if one of them is invalid, or two exclude each
	 * other
	 */
	@PersistenceCreator
	public ConversionOptions {
		// absent in documents of earlier versions
		tags = (tags != null) ? Map.copyOf(tags) : Map.of();
		require((bitrate == null) != (quality == null), "Either a bit rate or a quality");
		require(bitrate == null || bitratesAt(sampleRate).contains(bitrate), "Not a bit rate: " + bitrate);
		require(quality == null || (quality >= 0 && quality <= MAX_QUALITY), "Not a quality: " + quality);
		require(channels == null || channels == 1 || channels == 2, "Not a number of channels: " + channels);
		require(sampleRate == null || SAMPLE_RATES.contains(sampleRate), "Not a sample rate: " + sampleRate);
		require(start == null || !start.isNegative(), "Begins before the video: " + start);
		require(end == null || end.compareTo((start != null) ? start : Duration.ZERO) > 0, "Ends before its begin");
	}

	/**
	 * Creates options that set nothing but the bit rate.
	 * @param bitrate constant bit rate in bit/s, one of {@link #BITRATES}
	 */
	public ConversionOptions(int bitrate) {
		this(bitrate, null, null, null, null, null, null, null, null, null, Map.of(), null, null);
	}

	/**
	 * Lists the bit rates that an MP3 of a sample rate can have: MPEG-2 (ISO/IEC 13818-3,
	 * 2.4.2.3) ends at 160 kbit/s, and LAME goes to 64 kbit/s in MPEG-2.5.
	 * @param sampleRate samples per second; {@code null} for one of MPEG-1
	 * @return bit rates in bit/s, ascending
	 */
	public static List<Integer> bitratesAt(@Nullable Integer sampleRate) {
		if (sampleRate == null || sampleRate >= LOWEST_OF_MPEG_1) {
			return BITRATES;
		}
		int highest = (sampleRate >= LOWEST_OF_MPEG_2) ? 160_000 : 64_000;
		return BITRATES.stream().filter((bitrate) -> bitrate <= highest).toList();
	}

	/**
	 * Returns whether the owner has chosen the bit rate or the quality.
	 * @return {@code true} unless they are a default
	 */
	public boolean choosesEncoding() {
		return !Boolean.FALSE.equals(this.encodingChosen);
	}

	/**
	 * Returns whether the loudness is to be normalized.
	 * @return {@code false} unless it was requested
	 */
	public boolean normalizes() {
		return Boolean.TRUE.equals(this.normalize);
	}

	/**
	 * Returns whether tags of the video are to be carried over.
	 * @return {@code true} unless it was declined
	 */
	public boolean keepsTags() {
		return !Boolean.FALSE.equals(this.tagsKept);
	}

	/**
	 * Returns whether chapters of the video are to be carried over.
	 * @return {@code true} unless it was declined
	 */
	public boolean keepsChapters() {
		return !Boolean.FALSE.equals(this.chaptersKept);
	}

	/**
	 * Returns which picture the MP3 gets.
	 * @return {@link Cover#AUTO} unless another was requested
	 */
	public Cover coverOrAuto() {
		return (this.cover != null) ? this.cover : Cover.AUTO;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
