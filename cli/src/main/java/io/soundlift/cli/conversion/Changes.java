package io.soundlift.cli.conversion;

import java.util.Optional;

/**
 * Source of news about conversions.
 */
interface Changes extends AutoCloseable {

	/**
	 * Waits until there is something new, or it is time to ask the server.
	 * @return a conversion as it is now; empty if the server has to be asked
	 * @throws InterruptedException if the command is being ended
	 */
	Optional<Conversion> next() throws InterruptedException;

	@Override
	default void close() {
		// nothing is open
	}

}
