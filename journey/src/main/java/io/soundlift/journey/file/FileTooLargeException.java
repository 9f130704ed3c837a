package io.soundlift.journey.file;

import java.io.IOException;

/**
 * A file turned out to be longer than allowed while it was written.
 */
public final class FileTooLargeException extends IOException {

	private final long maxBytes;

	FileTooLargeException(long maxBytes) {
		super("The file is longer than " + maxBytes + " bytes");
		this.maxBytes = maxBytes;
	}

	/**
	 * The limit.
	 * @return the maximum allowed length in bytes
	 */
	public long maxBytes() {
		return this.maxBytes;
	}

}
