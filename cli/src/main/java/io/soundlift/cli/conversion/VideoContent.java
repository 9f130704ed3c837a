package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * What is sent of a video.
 */
interface VideoContent {

	/**
	 * Returns the file of the video.
	 */
	Path file();

	/**
	 * Returns the media type of what is sent.
	 */
	String mediaType();

	/**
	 * Returns how many bytes are sent.
	 */
	long length();

	/**
	 * Creates a body.
	 * @param offset number of bytes to skip
	 * @param progress told how many bytes were sent so far, those that are skipped
	 * included
	 * @throws IOException if the file can't be read
	 */
	VideoBody body(long offset, LongConsumer progress) throws IOException;

	/**
	 * Returns the hash of what the server stores of it, in hexadecimal digits.
	 * @throws IOException if the file can't be read
	 */
	String sha256() throws IOException;

	/**
	 * Computes what an upload of it is remembered by.
	 * @param server where it goes
	 * @param options what is wanted of the MP3
	 * @return 64 hexadecimal digits
	 * @throws IOException if the file can't be looked at
	 */
	String key(String server, Map<String, String> options) throws IOException;

}
