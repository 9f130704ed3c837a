package io.soundlift.notifier.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Formatter of lengths, sizes and times for people.
 */
final class Quantities {

	private static final String[] UNITS = { "kB", "MB", "GB", "TB" };

	private static final DateTimeFormatter TIME = DateTimeFormatter
		.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private Quantities() {
	}

	static String duration(long millis) {
		Duration duration = Duration.ofSeconds(Math.round(millis / 1000.0));
		return (duration.toHours() > 0)
				? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
				: "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
	}

	/**
	 * Formats a time to the minute in UTC, since the reader's time zone is unknown.
	 * @return such as "24 December 2026, 09:30 UTC"; {@code null} for {@code null}
	 */
	static @Nullable String time(@Nullable Instant time) {
		return (time != null) ? TIME.format(time) : null;
	}

	static String size(long bytes) {
		if (bytes < 1000) {
			return bytes + " bytes";
		}
		double value = bytes / 1000.0;
		int unit = 0;
		while (value >= 999.95 && unit < UNITS.length - 1) {
			value /= 1000;
			unit++;
		}
		return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
	}

}
