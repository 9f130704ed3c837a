package io.soundlift.journey.webhook;

import java.util.Locale;

/**
 * Whether a webhook gets events.
 */
public enum WebhookState {

	/** It gets events. */
	ENABLED,

	/** Its owner has switched it off. */
	DISABLED,

	/** The system has switched it off because its receiver failed for too long. */
	SUSPENDED;

	/**
	 * Returns the name that owners see.
	 * @return the name in lower case
	 */
	public String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
