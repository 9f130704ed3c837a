package io.soundlift.cli.console;

import java.util.Locale;

/**
 * Formatting of durations for people.
 */
public final class Durations {

	private Durations() {
	}

	/**
	 * Formats a duration.
	 * @param millis the time in milliseconds, not negative
	 * @return the time in a suitable unit, such as {@code 12 ms}, {@code 3.4 s}, {@code 2
	 * min 5 s} or {@code 1 h 3 min}
	 */
	public static String describe(double millis) {
		if (millis < 0.05) {
			return "0 ms";
		}
		if (millis < 0.95) {
			return String.format(Locale.ROOT, "%.1f ms", millis);
		}
		if (millis < 999.5) {
			return Math.round(millis) + " ms";
		}
		if (millis < 59_950) {
			return String.format(Locale.ROOT, "%.1f s", millis / 1000);
		}
		long seconds = Math.round(millis / 1000);
		if (seconds < 3600) {
			return seconds / 60 + " min " + seconds % 60 + " s";
		}
		long minutes = Math.round(seconds / 60.0);
		return minutes / 60 + " h " + minutes % 60 + " min";
	}

}
