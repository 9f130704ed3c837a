package io.soundlift.system;

import java.util.Random;

/**
 * How many conversions meet how many faults.
 *
 * @param conversions number of uploads that have to be acknowledged
 * @param faults number of faults
 * @param seed decides which
 * @param broker {@code embedded}, {@code rabbitmq} for a node of our own, or
 * {@code given} for the one that the environment names
 * @param mail {@code embedded} or {@code mailpit}
 */
record FaultOptions(int conversions, int faults, long seed, String broker, String mail) {

	/**
	 * Reads the options from system properties.
	 */
	static FaultOptions ofProperties() {
		String seed = System.getProperty("faults.seed", "");
		return new FaultOptions(Integer.getInteger("faults.conversions", 12), Integer.getInteger("faults.count", 6),
				seed.isEmpty() ? new Random().nextInt(1_000_000) : Long.parseLong(seed),
				System.getProperty("faults.broker", ""), System.getProperty("faults.mail", ""));
	}

}
