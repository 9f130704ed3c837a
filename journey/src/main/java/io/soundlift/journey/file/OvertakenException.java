package io.soundlift.journey.file;

import java.io.IOException;

import org.bson.types.ObjectId;

/**
 * A later writer of the same file has begun.
 */
public final class OvertakenException extends IOException {

	private static final long serialVersionUID = 1L;

	OvertakenException(ObjectId fileId) {
		super("File " + fileId + " has a later writer");
	}

}
