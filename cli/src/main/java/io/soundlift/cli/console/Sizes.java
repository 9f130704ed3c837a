package io.soundlift.cli.console;

import java.time.Duration;
import java.util.Locale;

/**
 * Formatting of sizes and transfer rates for people, in decimal units.
 */
public final class Sizes {

	private static final String[] UNITS = { "kB", "MB", "GB", "TB" };

	private Sizes() {
	}

	/**
	 * Formats a size.
	 * @param bytes the size in bytes
	 * @return the size in the largest unit that fits, such as {@code 3.2 MB}
	 */
	public static String describe(long bytes) {
		if (bytes < 1000) {
			return bytes + " B";
		}
		double value = bytes;
		int unit = -1;
		while (value >= 999.95 && unit < UNITS.length - 1) {
			value /= 1000;
			unit++;
		}
		return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
	}

	/**
	 * Formats a rate.
	 * @param bytes number of bytes
	 * @param duration time they took
	 * @return the rate in MB/s, such as {@code 35.1 MB/s}
	 */
	public static String rate(long bytes, Duration duration) {
		double seconds = Math.max(0.001, duration.toNanos() / 1e9);
		return String.format(Locale.ROOT, "%.1f MB/s", bytes / seconds / 1e6);
	}

	/**
	 * Returns how much of something is done.
	 * @param done the part in bytes
	 * @param total the whole in bytes
	 * @return the share in percent, 0 to 100; 100 if the whole is empty
	 */
	public static int percent(long done, long total) {
		return (total <= 0) ? 100 : (int) Math.min(100, done * 100 / total);
	}

}
