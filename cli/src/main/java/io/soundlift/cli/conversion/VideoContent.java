package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Content of a video to send.
 */
interface VideoContent {

	/**
	 * Returns the file of the video.
	 */
	Path file();

	/**
	 * Returns the media type of the content.
	 */
	String mediaType();

	/**
	 * Returns the number of bytes to send.
	 */
	long length();

	/**
	 * Creates a body.
	 * @param offset number of bytes to skip
	 * @param progress receives how many bytes were sent so far, those that are skipped
	 * included
	 * @throws IOException if the file can't be read
	 */
	VideoBody body(long offset, LongConsumer progress) throws IOException;

	/**
	 * Returns the hash of the content as the server stores it, in hexadecimal digits.
	 * @throws IOException if the file can't be read
	 */
	String sha256() throws IOException;

	/**
	 * Computes the key of an upload of it.
	 * @param server its target
	 * @param options options of the MP3
	 * @return 64 hexadecimal digits
	 * @throws IOException if the file's attributes can't be read
	 */
	String key(String server, Map<String, String> options) throws IOException;

}
