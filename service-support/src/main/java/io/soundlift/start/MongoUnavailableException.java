package io.soundlift.start;

/**
 * Thrown when a service can't start because of MongoDB.
 */
final class MongoUnavailableException extends StartException {

	/**
	 * Creates an exception.
	 * @param cause refusal of MongoDB, or the interruption of a start that waited for it
	 */
	MongoUnavailableException(Throwable cause) {
		super("MongoDB can't be used (%s: %s).".formatted(cause.getClass().getSimpleName(), cause.getMessage()),
				"Check user, password and options in SOUNDLIFT_MONGODB_URI, unless this process was just asked to end.",
				cause);
	}

}
