package io.soundlift.gateway.resumable;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished upload as its owner sees it.
 *
 * @param id its id, which will be that of its conversion
 * @param fileName the video's name
 * @param length length of the video in bytes; absent while it is not known
 * @param offset number of bytes that are stored
 * @param sending whether a request is sending bytes of it
 * @param createdAt when it was created
 * @param expiresAt time until which it is kept unless more bytes come
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnfinishedUploadView(String id, String fileName, @Nullable Long length, long offset, boolean sending,
		Instant createdAt, Instant expiresAt) {

	static UnfinishedUploadView of(ResumableUpload upload, Instant now) {
		return new UnfinishedUploadView(upload.id(), upload.fileName(), upload.length(), upload.offset(),
				!upload.isIdle(now), upload.createdAt(), upload.expiresAt());
	}

}
