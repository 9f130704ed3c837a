package io.soundlift.journey.option;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Tag;

/**
 * All options, by their names in the API, the command line and the page.
 */
public final class Options {

	/** Constant bit rate in bit/s. */
	public static final Option<Integer> BITRATE = described("bitrate", Integer.class, OptionValues::bitrate,
			oneOf(ConversionOptions.BITRATES, (bits) -> bits / 1000 + "k") + ", or the same in bit/s", "RATE",
			"Constant bit rate: %s (default: the server's choice; sound that is MP3 already is then copied as it is).");

	/** Quality of a variable bit rate. */
	public static final Option<Integer> QUALITY = described("quality", Integer.class,
			(text) -> OptionValues.number(text, 0, ConversionOptions.MAX_QUALITY),
			"a whole number from 0 (best) to " + ConversionOptions.MAX_QUALITY + " (smallest)",
			"0.." + ConversionOptions.MAX_QUALITY, "Quality of a variable bit rate: %s. Not with --bitrate.");

	/** Number of channels. */
	public static final Option<Integer> CHANNELS = described("channels", Integer.class,
			(text) -> OptionValues.number(text, 1, 2), "1 or 2", "1|2",
			"Mono or stereo (default: as in the video, at most stereo).");

	/** Samples per second. */
	public static final Option<Integer> SAMPLE_RATE = described("sampleRate", Integer.class, OptionValues::sampleRate,
			oneOf(ConversionOptions.SAMPLE_RATES, String::valueOf) + " Hz", "HZ",
			"Sample rate: %s (default: as in the video, or the nearest of the last three).");

	/** Where the MP3 begins in the video. */
	public static final Option<Duration> START = described("start", Duration.class, OptionValues::time,
			OptionValues.TIME, "TIME",
			"Begin: %s. Times are those of the video: where it has no sound, the MP3 is silent for as long.");

	/** Where the MP3 ends in the video. */
	public static final Option<Duration> END = described("end", Duration.class, OptionValues::time, OptionValues.TIME,
			"TIME", "End, in the same form.");

	/** Whether the loudness is normalized. */
	public static final Option<Boolean> NORMALIZE = flag("normalize",
			"Bring the loudness to the target of EBU R 128, -23 LUFS");

	/** Number of the audio track, or its language. */
	public static final Option<String> TRACK = described("track", String.class, OptionValues::track,
			"a number from 1 to " + OptionValues.MAX_TRACK + ", or a language of ISO 639 such as de or deu", "TRACK",
			"Sound track: %s (default: the one that players take).");

	/** Whether tags are carried over from the video. */
	public static final Option<Boolean> TAGS = flag("tags", "Carry title, artist and so on over from the video");

	/** Picture of the MP3. */
	public static final Option<Cover> COVER = described("cover", Cover.class, OptionValues::cover,
			"auto, attached, none, or the time of a frame: " + OptionValues.TIME, "COVER",
			"auto: the picture attached to the video, if any; attached: that picture, or fail; none; "
					+ "or the TIME of a frame (default: the server's choice).");

	/** Whether chapters are carried over from the video. */
	public static final Option<Boolean> CHAPTERS = flag("chapters", "Carry chapters over from the video");

	private static final Map<String, Option<?>> ALL = all();

	private Options() {
	}

	/**
	 * Returns all options.
	 * @return the options by their names, in the order to show them
	 */
	public static Map<String, Option<?>> byName() {
		return ALL;
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

	private static Option<String> text(Tag tag) {
		String allowed = switch (tag) {
			case YEAR -> "a year of four digits";
			case TRACK_NUMBER -> "a number such as 3 or 3/12";
			default -> "a text of up to %d characters".formatted(tag.maxCodePoints());
		};
		return described(tag.option(), String.class, (text) -> OptionValues.text(text, tag),
				allowed + ", or empty to remove it", "TEXT", tag.title() + ": %s.");
	}

	private static Option<Boolean> flag(String name, String purpose) {
		return new Option<>(name, Boolean.class, OptionValues::flag, "true or false", null,
				purpose + ", or don't (default: the server's choice).");
	}

	/**
	 * Creates an option.
	 * @param help help of the command line, with {@code %s} for what its values are
	 */
	private static <T> Option<T> described(String name, Class<T> type, Function<String, T> parser, String allowed,
			String label, String help) {
		return new Option<>(name, type, parser, allowed, label, help.formatted(allowed));
	}

	private static String oneOf(List<Integer> values, Function<Integer, String> words) {
		return "one of " + String.join(", ", values.stream().map(words).toList());
	}

}
