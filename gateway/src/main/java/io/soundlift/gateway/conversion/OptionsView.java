package io.soundlift.gateway.conversion;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Requested options, under their names. Options that are left to the video are absent.
 *
 * @param bitrate constant bit rate in bit/s
 * @param quality quality of a variable bit rate, 0 (best) to 9
 * @param channels number of channels
 * @param sampleRate samples per second
 * @param start where the MP3 begins in the video, in seconds
 * @param end where the MP3 ends in the video, in seconds
 * @param normalize whether the loudness is normalized
 * @param track number of the audio track, or its language
 * @param tags whether tags of the video are carried over
 * @param cover {@code auto}, {@code attached}, {@code none}, or seconds
 * @param chapters whether chapters of the video are carried over
 * @param texts texts of tags that were set
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OptionsView(@Nullable Integer bitrate, @Nullable Integer quality, @Nullable Integer channels,
		@Nullable Integer sampleRate, @Nullable BigDecimal start, @Nullable BigDecimal end, boolean normalize,
		@Nullable String track, boolean tags, String cover, boolean chapters,
		@JsonAnyGetter Map<String, String> texts) {

	/**
	 * Shows options.
	 * @param options the options
	 * @return what their owner sees
	 */
	public static OptionsView of(ConversionOptions options) {
		return new OptionsView(options.bitrate(), options.quality(), options.channels(), options.sampleRate(),
				seconds(options.start()), seconds(options.end()), options.normalizes(), options.track(),
				options.keepsTags(), cover(options.coverOrAuto()), options.keepsChapters(), texts(options));
	}

	private static Map<String, String> texts(ConversionOptions options) {
		Map<String, String> texts = new LinkedHashMap<>();
		for (Tag tag : Tag.values()) {
			String text = options.tags().get(tag.option());
			if (text != null) {
				texts.put(tag.option(), text);
			}
		}
		return texts;
	}

	private static String cover(Cover cover) {
		return switch (cover.source()) {
			case AUTO -> "auto";
			case ATTACHED -> "attached";
			case NONE -> "none";
			case FRAME -> String.valueOf(seconds(cover.at()));
		};
	}

	private static @Nullable BigDecimal seconds(@Nullable Duration time) {
		if (time == null) {
			return null;
		}
		BigDecimal seconds = BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
		return (seconds.scale() < 0) ? seconds.setScale(0) : seconds;
	}

}
