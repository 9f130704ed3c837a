package io.soundlift.journey.deadletter;

import io.soundlift.journey.conversion.Conversion;

/**
 * Does what a service can do about a message of its own that has become a dead letter.
 */
public interface DeadLetterHandler {

	/**
	 * Names the queue whose dead letters these are.
	 * @return the queue that the messages were read from before they died
	 */
	String queue();

	/**
	 * Brings what the message was about further. May be called again for the same dead
	 * letter, after a crash.
	 * @param conversion the conversion that the message named, as it is now
	 * @return what was done
	 * @throws org.springframework.dao.DataAccessException if MongoDB fails; the dead
	 * letter comes again later
	 * @throws RuntimeException if anything else fails; the dead letter is parked
	 */
	DeadLetterOutcome handle(Conversion conversion);

}
