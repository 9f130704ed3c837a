package io.soundlift.authserver.mail;

import java.time.Duration;

/**
 * Durations in words.
 */
public final class Lifetimes {

	private Lifetimes() {
	}

	/**
	 * Returns a duration in words.
	 * @param duration a duration
	 * @return whole hours, or whole minutes when it is shorter than an hour
	 */
	public static String inWords(Duration duration) {
		long hours = duration.toHours();
		return (hours >= 1) ? count(hours, "hour") : count(duration.toMinutes(), "minute");
	}

	private static String count(long number, String unit) {
		return number + " " + unit + ((number == 1) ? "" : "s");
	}

}
