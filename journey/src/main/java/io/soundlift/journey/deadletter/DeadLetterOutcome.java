package io.soundlift.journey.deadletter;

import java.util.Locale;

/**
 * Outcome of the processing of a dead letter.
 */
public enum DeadLetterOutcome {

	/** There was nothing left to do. */
	SETTLED,

	/** The work that it requested is done, or requested again. */
	RETRIED,

	/** Its conversion has ended as failed. */
	FAILED,

	/** It could not be processed, so it waits for an operator. */
	PARKED;

	String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
