package io.soundlift.configclient;

/**
 * Reason for which a service did not start: MongoDB.
 */
final class MongoUnavailableException extends RuntimeException {

	/**
	 * A failed start.
	 * @param cause refusal of MongoDB, or the interruption of a start that waited for it
	 */
	MongoUnavailableException(Throwable cause) {
		super("MongoDB can't be used (%s: %s).".formatted(cause.getClass().getSimpleName(), cause.getMessage()), cause);
	}

}
