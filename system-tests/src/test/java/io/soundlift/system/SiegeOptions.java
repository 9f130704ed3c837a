package io.soundlift.system;

import java.time.Duration;

/**
 * Size of a siege.
 *
 * @param duration time during which attackers take turns
 * @param conversions number of uploads that have to be acknowledged meanwhile
 * @param percent size of each attack, in percent of the one that is named in
 * {@link Siege}
 * @param attacks what the names of attacks begin with; empty for all
 */
record SiegeOptions(Duration duration, int conversions, int percent, String attacks) {

	/**
	 * Reads the options from system properties.
	 * @return the options
	 */
	static SiegeOptions ofProperties() {
		return new SiegeOptions(Duration.ofSeconds(Integer.getInteger("siege.seconds", 30)),
				Integer.getInteger("siege.conversions", 5), Integer.getInteger("siege.percent", 10),
				System.getProperty("siege.attacks", ""));
	}

	/**
	 * Returns the size of an attack.
	 * @param whole the size at 100 percent
	 * @return the size, at least 1
	 */
	int of(int whole) {
		return Math.max(1, (int) ((long) whole * this.percent / 100));
	}

}
