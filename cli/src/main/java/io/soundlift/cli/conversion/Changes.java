package io.soundlift.cli.conversion;

import java.util.Optional;

/**
 * Source of changes to conversions.
 */
interface Changes extends AutoCloseable {

	/**
	 * Waits for a change, or until it is time to poll the server.
	 * @return the current state of a conversion; empty if the server has to be polled
	 * @throws InterruptedException if the command is interrupted
	 */
	Optional<Conversion> next() throws InterruptedException;

	@Override
	default void close() {
		// nothing is open
	}

}
