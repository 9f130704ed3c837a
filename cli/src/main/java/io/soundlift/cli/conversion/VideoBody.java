package io.soundlift.cli.conversion;

import java.net.http.HttpRequest.BodyPublisher;

/**
 * Request body with a video, or with a part of one, that is counted and hashed as it is
 * sent.
 */
interface VideoBody extends BodyPublisher {

	/**
	 * Returns the media type of the body.
	 */
	String contentType();

	/**
	 * Returns how many bytes the last attempt has sent so far.
	 */
	long sentBytes();

	/**
	 * Returns the hash of the content as the server stores it, in hexadecimal digits.
	 */
	String sha256();

}
