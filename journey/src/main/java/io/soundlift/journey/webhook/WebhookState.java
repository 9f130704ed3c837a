package io.soundlift.journey.webhook;

import java.util.Locale;

/**
 * Whether a webhook gets events.
 */
public enum WebhookState {

	/** It gets events. */
	ENABLED,

	/** Its owner has disabled it. */
	DISABLED,

	/** The system has disabled it because its receiver failed for too long. */
	SUSPENDED;

	/**
	 * Returns the name that owners see.
	 * @return the name in lower case
	 */
	public String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
