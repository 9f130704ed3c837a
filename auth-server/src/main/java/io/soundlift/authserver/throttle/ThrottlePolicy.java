package io.soundlift.authserver.throttle;

import java.time.Duration;

import io.soundlift.support.Backoff;

/**
 * Number of attempts without a delay, and growth of the delay after them.
 *
 * @param free number of attempts without a delay, at least one
 * @param first delay after the first further attempt; doubles with each one
 * @param longest maximum delay
 */
public record ThrottlePolicy(int free, Duration first, Duration longest) {

	Duration delayAfter(int tries) {
		return (tries < this.free) ? Duration.ZERO : new Backoff(this.first, this.longest).after(tries - this.free + 1);
	}

}
