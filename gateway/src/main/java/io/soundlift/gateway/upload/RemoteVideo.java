package io.soundlift.gateway.upload;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A video that a server of strangers has begun to send.
 *
 * @param contentType its type, one that is accepted
 * @param fileName the name that the server gives it; {@code null} if it gives none
 * @param sizeBytes its size in bytes; negative if the server does not say
 * @param content its bytes
 * @param end ends the import
 */
record RemoteVideo(String contentType, @Nullable String fileName, long sizeBytes, InputStream content,
		Runnable end) implements AutoCloseable {

	@Override
	public void close() {
		this.end.run();
	}

}
