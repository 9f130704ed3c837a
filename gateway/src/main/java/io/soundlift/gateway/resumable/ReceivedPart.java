package io.soundlift.gateway.resumable;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of an upload that a request sends.
 *
 * @param offset number of bytes that the upload has according to the client
 * @param length length of the whole video; {@code null} if the request does not state it
 * @param last whether the video ends with them, whatever the length is
 * @param checksum checksum of the body; {@code null} without one
 * @param announcedBytes length of the body; 0 if it is not known before its end
 * @param body the bytes
 */
record ReceivedPart(long offset, @Nullable Long length, boolean last, @Nullable BodyChecksum checksum,
		long announcedBytes, InputStream body) {

	/**
	 * Returns the length of the video, which is known once its last bytes have arrived.
	 */
	static ReceivedPart end(long offset) {
		return new ReceivedPart(offset, offset, false, null, 0, InputStream.nullInputStream());
	}

}
