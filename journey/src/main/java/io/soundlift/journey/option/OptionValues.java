package io.soundlift.journey.option;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Language;
import io.soundlift.journey.conversion.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Parsers of values of options. Each method returns {@code null} for a value that is not
 * allowed.
 */
final class OptionValues {

	static final String TIME = "seconds such as 90.5, or h:mm:ss such as 0:01:30.5, with up to three decimals";

	static final int MAX_TRACK = 99;

	private static final Pattern BITS = Pattern.compile("(\\d{1,6})(k?)");

	private static final Pattern SECONDS = Pattern.compile("(\\d{1,7})(?:\\.(\\d{1,3}))?");

	private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,3}):)?([0-5]?\\d):([0-5]\\d)(?:\\.(\\d{1,3}))?");

	private static final Pattern YEAR = Pattern.compile("\\d{4}");

	private static final Pattern TRACK_NUMBER = Pattern.compile("\\d{1,4}(/\\d{1,4})?");

	private OptionValues() {
	}

	static @Nullable Integer bitrate(String text) {
		Matcher matcher = BITS.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		int bits = Integer.parseInt(matcher.group(1)) * (matcher.group(2).isEmpty() ? 1 : 1000);
		return ConversionOptions.BITRATES.contains(bits) ? (Integer) bits : null;
	}

	static @Nullable Integer sampleRate(String text) {
		Integer rate = number(text, 0, Integer.MAX_VALUE);
		return (rate != null && ConversionOptions.SAMPLE_RATES.contains(rate)) ? rate : null;
	}

	static @Nullable Integer number(String text, int lowest, int highest) {
		if (!text.matches("\\d{1,9}")) {
			return null;
		}
		int number = Integer.parseInt(text);
		return (number >= lowest && number <= highest) ? (Integer) number : null;
	}

	static @Nullable Duration time(String text) {
		Matcher seconds = SECONDS.matcher(text);
		if (seconds.matches()) {
			return Duration.ofSeconds(Long.parseLong(seconds.group(1))).plusMillis(millis(seconds.group(2)));
		}
		Matcher clock = CLOCK.matcher(text);
		if (!clock.matches()) {
			return null;
		}
		long hours = (clock.group(1) != null) ? Long.parseLong(clock.group(1)) : 0;
		return Duration.ofHours(hours)
			.plusMinutes(Long.parseLong(clock.group(2)))
			.plusSeconds(Long.parseLong(clock.group(3)))
			.plusMillis(millis(clock.group(4)));
	}

	private static long millis(@Nullable String decimals) {
		return (decimals != null) ? Long.parseLong((decimals + "00").substring(0, 3)) : 0;
	}

	/** Case-insensitive, since generated clients of Python write {@code True}. */
	static @Nullable Boolean flag(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> Boolean.TRUE;
			case "false" -> Boolean.FALSE;
			default -> null;
		};
	}

	static @Nullable String track(String text) {
		Integer number = number(text, 1, MAX_TRACK);
		return (number != null) ? number.toString() : Language.of(text).orElse(null);
	}

	static @Nullable Cover cover(String text) {
		return switch (text) {
			case "auto" -> Cover.AUTO;
			case "attached" -> Cover.ATTACHED;
			case "none" -> Cover.NONE;
			default -> {
				Duration at = time(text);
				yield (at != null) ? Cover.frame(at) : null;
			}
		};
	}

	/**
	 * Reads the text of a tag.
	 * @param raw the text as it was sent; empty to remove the tag
	 * @param tag the tag
	 * @return the text without control characters
	 */
	static @Nullable String text(String raw, Tag tag) {
		String text = CleanText.of(raw);
		if (text.codePointCount(0, text.length()) > tag.maxCodePoints()) {
			return null;
		}
		Pattern form = switch (tag) {
			case YEAR -> YEAR;
			case TRACK_NUMBER -> TRACK_NUMBER;
			default -> null;
		};
		return (form == null || text.isEmpty() || form.matcher(text).matches()) ? text : null;
	}

}
