package io.soundlift.system;

import java.time.Duration;

/**
 * Something that an outsider does to keep others from being served.
 */
interface Attack {

	/**
	 * Attacks until the time is over, or the attack has reached its size.
	 * @param duration how long at most
	 * @return what was done, and how it was answered
	 * @throws InterruptedException if the attacker is stopped
	 */
	String run(Duration duration) throws InterruptedException;

}
