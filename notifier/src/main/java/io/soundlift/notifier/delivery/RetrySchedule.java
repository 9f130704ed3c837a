package io.soundlift.notifier.delivery;

import java.time.Duration;

import io.soundlift.notifier.NotifierProperties;
import io.soundlift.support.Backoff;

/**
 * Schedule of the retries of a mail, and of giving it up.
 */
final class RetrySchedule {

	private final NotifierProperties.Retry settings;

	RetrySchedule(NotifierProperties.Retry settings) {
		this.settings = settings;
	}

	Duration delayAfter(int tries) {
		return new Backoff(this.settings.delay(), this.settings.maxDelay()).after(tries);
	}

	boolean isOver(Duration age) {
		return age.compareTo(this.settings.giveUpAfter()) >= 0;
	}

}
