package io.soundlift.notifier.delivery;

import java.time.Duration;

import io.soundlift.notifier.NotifierProperties;

/**
 * When a mail is tried again, and when no more.
 */
final class RetrySchedule {

	private static final int MAX_DOUBLINGS = 30;

	private final NotifierProperties.Retry settings;

	RetrySchedule(NotifierProperties.Retry settings) {
		this.settings = settings;
	}

	Duration delayAfter(int tries) {
		Duration delay = this.settings.delay();
		for (int i = 1; i < Math.min(tries, MAX_DOUBLINGS) && delay.compareTo(this.settings.maxDelay()) < 0; i++) {
			delay = delay.multipliedBy(2);
		}
		return (delay.compareTo(this.settings.maxDelay()) < 0) ? delay : this.settings.maxDelay();
	}

	boolean isOver(Duration age) {
		return age.compareTo(this.settings.giveUpAfter()) >= 0;
	}

}
