package io.soundlift.journey.file;

import com.mongodb.MongoException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the database has no room for a write.
 */
public final class StoreFullException extends MongoException {

	/** {@code OutOfDiskSpace} in MongoDB's {@code error_codes.yml}. */
	private static final int OUT_OF_DISK_SPACE = 14031;

	/** {@code AtlasError}, the response of a full MongoDB Atlas cluster. */
	private static final int ATLAS_ERROR = 8000;

	StoreFullException(MongoException cause) {
		super(cause.getCode(), "The store is full", cause);
	}

	/**
	 * Returns whether an operation failed because the database has no room.
	 * @param failure exception of the operation
	 * @return whether it or one of its causes has this meaning
	 */
	public static boolean isCauseOf(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MongoException mongo && isFull(mongo)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isFull(MongoException failure) {
		return failure.getCode() == OUT_OF_DISK_SPACE
				|| (failure.getCode() == ATLAS_ERROR && String.valueOf(failure.getMessage()).contains("space quota"));
	}

}
