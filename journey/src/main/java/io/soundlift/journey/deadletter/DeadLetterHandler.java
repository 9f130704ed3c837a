package io.soundlift.journey.deadletter;

import io.soundlift.journey.conversion.Conversion;

/**
 * Handler of a service's messages that have become dead letters.
 */
public interface DeadLetterHandler {

	/**
	 * Returns the queue whose dead letters these are.
	 * @return name of the queue from which the messages were dead-lettered
	 */
	String queue();

	/**
	 * Performs or repeats the work that the message requested. May be called again for
	 * the same dead letter, after a crash.
	 * @param conversion the conversion that the message named, as it is now
	 * @return the outcome
	 * @throws org.springframework.dao.DataAccessException if MongoDB fails; the dead
	 * letter is retried later
	 * @throws RuntimeException if anything else fails; the dead letter is parked
	 */
	DeadLetterOutcome handle(Conversion conversion);

}
