package io.soundlift.authserver.mail;

import java.time.Duration;

/**
 * Says in words how long something is of use.
 */
public final class Lifetimes {

	private Lifetimes() {
	}

	/**
	 * Says a duration in words.
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
