package io.soundlift.converter.encode;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Encoded parts of audio whose end is not there yet.
 */
public interface PartsAhead {

	/**
	 * Returns whether a part is kept already.
	 * @param index its number, from 0
	 * @param samples name of everything that its bytes depend on
	 * @return whether it need not be encoded
	 */
	boolean has(int index, String samples);

	/**
	 * Keeps a part.
	 * @param index its number, from 0
	 * @param samples name of everything that its bytes depend on
	 * @param file its bytes
	 * @return whether further parts are worth keeping
	 * @throws IOException if it can't be kept
	 */
	boolean put(int index, String samples, Path file) throws IOException;

}
