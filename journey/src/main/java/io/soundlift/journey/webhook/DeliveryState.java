package io.soundlift.journey.webhook;

import java.util.Locale;

/**
 * State of a delivery.
 */
public enum DeliveryState {

	/** It is to be sent, for the first time or again. */
	WAITING,

	/** The receiver has answered with a status of 2xx. */
	DELIVERED,

	/** It was given up. */
	FAILED;

	/**
	 * Returns the name that owners see.
	 * @return the name in lower case
	 */
	public String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
