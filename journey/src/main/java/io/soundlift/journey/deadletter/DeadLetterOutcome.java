package io.soundlift.journey.deadletter;

import java.util.Locale;

/**
 * What became of a dead letter.
 */
public enum DeadLetterOutcome {

	/** There was nothing left to do. */
	SETTLED,

	/** The work that it asked for is done, or asked for once more. */
	RETRIED,

	/** Its conversion has ended as failed. */
	FAILED,

	/** Nobody knew what to do with it, so it waits for an operator. */
	PARKED;

	String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
