package io.soundlift.authserver.throttle;

import java.time.Duration;

/**
 * How many tries are free and how the delay grows after them.
 *
 * @param free tries without a delay, at least one
 * @param first delay after the first try that is not free; doubles with each further one
 * @param longest bound of the delay
 */
public record ThrottlePolicy(int free, Duration first, Duration longest) {

	private static final int MAX_DOUBLINGS = 20;

	Duration delayAfter(int tries) {
		if (tries < this.free) {
			return Duration.ZERO;
		}
		Duration delay = this.first.multipliedBy(1L << Math.min(tries - this.free, MAX_DOUBLINGS));
		return (delay.compareTo(this.longest) < 0) ? delay : this.longest;
	}

}
