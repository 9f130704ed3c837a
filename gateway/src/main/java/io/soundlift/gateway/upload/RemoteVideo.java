package io.soundlift.gateway.upload;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A video that an untrusted server has begun to send.
 *
 * @param contentType its type, one that is accepted
 * @param fileName the name that the server states; {@code null} if it states none
 * @param sizeBytes its size in bytes; negative if the server does not state it
 * @param content its bytes
 * @param end action that ends the import
 */
record RemoteVideo(String contentType, @Nullable String fileName, long sizeBytes, InputStream content,
		Runnable end) implements AutoCloseable {

	@Override
	public void close() {
		this.end.run();
	}

}
