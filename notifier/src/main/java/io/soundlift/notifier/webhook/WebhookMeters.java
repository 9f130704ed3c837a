package io.soundlift.notifier.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts of tries to deliver events to webhooks.
 */
final class WebhookMeters {

	private final Counter delivered;

	private final Counter waiting;

	private final Counter failed;

	private final Counter suspended;

	WebhookMeters(MeterRegistry meters) {
		this.delivered = tries(meters, "delivered");
		this.waiting = tries(meters, "waiting");
		this.failed = tries(meters, "failed");
		this.suspended = Counter.builder("soundlift.webhooks.suspended")
			.description("Webhooks that were switched off because their receiver failed")
			.register(meters);
	}

	private static Counter tries(MeterRegistry meters, String result) {
		return Counter.builder("soundlift.webhook.tries")
			.description("Tries to deliver an event to a webhook that have ended")
			.tag("result", result)
			.register(meters);
	}

	void delivered() {
		this.delivered.increment();
	}

	void postponed() {
		this.waiting.increment();
	}

	void failed() {
		this.failed.increment();
	}

	void suspended() {
		this.suspended.increment();
	}

}
