package io.soundlift.authserver.throttle;

import java.time.Duration;

import io.soundlift.support.Backoff;

/**
 * How many tries are free and how the delay grows after them.
 *
 * @param free tries without a delay, at least one
 * @param first delay after the first try that is not free; doubles with each further one
 * @param longest bound of the delay
 */
public record ThrottlePolicy(int free, Duration first, Duration longest) {

	Duration delayAfter(int tries) {
		return (tries < this.free) ? Duration.ZERO : new Backoff(this.first, this.longest).after(tries - this.free + 1);
	}

}
