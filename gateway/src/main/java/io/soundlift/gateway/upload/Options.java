package io.soundlift.gateway.upload;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Tag;

/**
 * All options, by their names in the API, the command line and the page.
 */
final class Options {

	static final Option<Integer> BITRATE = new Option<>("bitrate",
			oneOf(ConversionOptions.BITRATES.stream().map((bits) -> bits / 1000 + "k").toList())
					+ ", or the same in bit/s",
			Integer.class, OptionValues::bitrate);

	static final Option<Integer> QUALITY = new Option<>("quality",
			"a whole number from 0 (best) to " + ConversionOptions.MAX_QUALITY + " (smallest)", Integer.class,
			(text) -> OptionValues.number(text, 0, ConversionOptions.MAX_QUALITY));

	static final Option<Integer> CHANNELS = new Option<>("channels", "1 or 2", Integer.class,
			(text) -> OptionValues.number(text, 1, 2));

	static final Option<Integer> SAMPLE_RATE = new Option<>("sampleRate",
			oneOf(ConversionOptions.SAMPLE_RATES.stream().map(String::valueOf).toList()) + " Hz", Integer.class,
			OptionValues::sampleRate);

	static final Option<Duration> START = new Option<>("start", OptionValues.TIME, Duration.class, OptionValues::time);

	static final Option<Duration> END = new Option<>("end", OptionValues.TIME, Duration.class, OptionValues::time);

	static final Option<Boolean> NORMALIZE = flag("normalize");

	static final Option<String> TRACK = new Option<>("track",
			"a number from 1 to " + OptionValues.MAX_TRACK + ", or a language of ISO 639 such as de or deu",
			String.class, OptionValues::track);

	static final Option<Boolean> TAGS = flag("tags");

	static final Option<Cover> COVER = new Option<>("cover",
			"auto, attached, none, or the time of a frame: " + OptionValues.TIME, Cover.class, OptionValues::cover);

	static final Option<Boolean> CHAPTERS = flag("chapters");

	private static final Map<String, Option<?>> ALL = all();

	private Options() {
	}

	/**
	 * All options.
	 * @return the options by their names, in the order to show them
	 */
	static Map<String, Option<?>> byName() {
		return ALL;
	}

	/**
	 * The option that sets a tag.
	 * @param tag the tag
	 * @return the option
	 */
	static Option<String> text(Tag tag) {
		String allowed = switch (tag) {
			case YEAR -> "a year of four digits";
			case TRACK_NUMBER -> "a number such as 3 or 3/12";
			default -> "a text of up to %d characters".formatted(tag.maxCodePoints());
		};
		return new Option<>(tag.option(), allowed + ", or empty to remove it", String.class,
				(text) -> OptionValues.text(text, tag));
	}

	private static Map<String, Option<?>> all() {
		Map<String, Option<?>> all = new LinkedHashMap<>();
		for (Option<?> option : List.of(BITRATE, QUALITY, CHANNELS, SAMPLE_RATE, START, END, NORMALIZE, TRACK, TAGS,
				COVER, CHAPTERS)) {
			all.put(option.name(), option);
		}
		for (Tag tag : Tag.values()) {
			all.put(tag.option(), text(tag));
		}
		return Collections.unmodifiableMap(all);
	}

	private static Option<Boolean> flag(String name) {
		return new Option<>(name, "true or false", Boolean.class, OptionValues::flag);
	}

	private static String oneOf(List<String> values) {
		return "one of " + String.join(", ", values);
	}

}
