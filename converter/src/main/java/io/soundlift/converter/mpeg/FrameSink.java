package io.soundlift.converter.mpeg;

import java.io.IOException;

/**
 * Receiver of the frames of an MP3 in their order.
 */
@FunctionalInterface
public interface FrameSink {

	/**
	 * Adds a frame.
	 * @param frame a frame of the same kind as the first
	 * @throws IOException if it can't be written
	 */
	void add(Mp3Frame frame) throws IOException;

}
