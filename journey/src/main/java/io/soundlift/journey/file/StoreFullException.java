package io.soundlift.journey.file;

import com.mongodb.MongoException;
import org.jspecify.annotations.Nullable;

/**
 * The database has no room for what was to be written.
 */
public final class StoreFullException extends MongoException {

	/** {@code OutOfDiskSpace} in MongoDB's {@code error_codes.yml}. */
	private static final int OUT_OF_DISK_SPACE = 14031;

	/** {@code AtlasError}, which a full cluster of MongoDB Atlas answers with. */
	private static final int ATLAS_ERROR = 8000;

	StoreFullException(MongoException cause) {
		super(cause.getCode(), "The store is full", cause);
	}

	/**
	 * Returns whether an operation failed since the database has no room.
	 * @param failure what the operation ended with
	 * @return whether it, or something that led to it, says so
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
