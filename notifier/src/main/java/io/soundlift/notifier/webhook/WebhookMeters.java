package io.soundlift.notifier.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.webhook.DeliveryState;
import io.soundlift.support.EnumCounter;

/**
 * Counters of attempts to deliver events to webhooks.
 */
final class WebhookMeters {

	private final EnumCounter<DeliveryState> tries;

	private final Counter suspended;

	WebhookMeters(MeterRegistry meters) {
		this.tries = new EnumCounter<>(meters, "soundlift.webhook.tries",
				"Tries to deliver an event to a webhook that have ended", "result", DeliveryState.class);
		this.suspended = Counter.builder("soundlift.webhooks.suspended")
			.description("Webhooks that were switched off because their receiver failed")
			.register(meters);
	}

	/**
	 * Counts an attempt.
	 * @param result state of the delivery after it
	 */
	void tried(DeliveryState result) {
		this.tries.increment(result);
	}

	void suspended() {
		this.suspended.increment();
	}

}
