package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * Parts of an MP3 that another converter creates, as one that helps it sees them.
 */
public interface OpenParts {

	/**
	 * Returns whether a part is neither kept nor being encoded.
	 * @param index its number, from 0
	 * @return whether it may be claimed
	 */
	boolean isOpen(int index);

	/**
	 * Claims a part.
	 * @param index its number, from 0
	 * @return {@code false} if it is no longer open
	 */
	boolean claim(int index);

	/**
	 * Keeps a claimed part.
	 * @param index its number, from 0
	 * @param file its bytes
	 * @throws IOException if it can't be kept
	 * @throws CancellationException if the MP3 is no longer awaited
	 */
	void put(int index, Path file) throws IOException;

}
