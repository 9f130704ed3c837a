package io.soundlift.notifier.mail;

import java.time.Duration;
import java.util.Locale;

/**
 * Writes lengths and sizes as people read them.
 */
final class Quantities {

	private static final String[] UNITS = { "kB", "MB", "GB", "TB" };

	private Quantities() {
	}

	static String duration(long millis) {
		Duration duration = Duration.ofSeconds(Math.round(millis / 1000.0));
		return (duration.toHours() > 0)
				? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
				: "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
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
