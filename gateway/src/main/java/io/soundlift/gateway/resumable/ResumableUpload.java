package io.soundlift.gateway.resumable;

import java.time.Instant;
import java.util.Map;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.PartialFile;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A video that comes in several requests.
 *
 * @param id id of the future conversion, 128 random bits in 32 hexadecimal digits
 * @param owner id of the account that uploads
 * @param ownerEmail verified address of that account at its last request
 * @param fileName the video's name, cleaned
 * @param contentType its media type; that of the bytes if they are ranges of it
 * @param options options of the conversion
 * @param metadata the header {@code Upload-Metadata} as it was sent; {@code null} without
 * one
 * @param length number of bytes that are going to be sent; {@code null} while it is not
 * known
 * @param file the bytes that count
 * @param state where it stands
 * @param fence how many requests have worked on it; a chunk or a change of an earlier one
 * has no effect
 * @param activeAt when the request that works on it was last active; {@code null} if
 * there is none
 * @param createdAt when it was created
 * @param expiresAt time until which it is kept unless more bytes arrive
 * @param trace context of the trace that it began, in W3C form
 */
@Document(ResumableUpload.COLLECTION)
record ResumableUpload(@Id String id, String owner, String ownerEmail, String fileName, String contentType,
		ConversionOptions options, @Nullable String metadata, @Nullable Long length, PartialFile file,
		UploadState state, long fence, @Nullable Instant activeAt, Instant createdAt, Instant expiresAt,
		Map<String, String> trace) {

	/** Name of the collection. */
	static final String COLLECTION = GrowingUploads.COLLECTION;

	long offset() {
		return this.file.sizeBytes();
	}

	Owner account() {
		return new Owner(this.owner, this.ownerEmail);
	}

	/**
	 * Returns whether nothing more of it is kept.
	 */
	boolean isOver(Instant now) {
		return this.state == UploadState.ENDING || this.state == UploadState.EXPIRED || !this.expiresAt.isAfter(now);
	}

	/**
	 * Returns whether no request works on it.
	 */
	boolean isIdle(Instant now) {
		return this.activeAt == null || this.activeAt.isBefore(now.minus(ResumableUploads.LEASE));
	}

	ResumableUpload with(PartialFile written, UploadState reached, Instant expiry) {
		return new ResumableUpload(this.id, this.owner, this.ownerEmail, this.fileName, this.contentType, this.options,
				this.metadata, this.length, written, reached, this.fence, this.activeAt, this.createdAt, expiry,
				this.trace);
	}

	ResumableUpload withLength(long bytes) {
		return new ResumableUpload(this.id, this.owner, this.ownerEmail, this.fileName, this.contentType, this.options,
				this.metadata, bytes, this.file, this.state, this.fence, this.activeAt, this.createdAt, this.expiresAt,
				this.trace);
	}

}
