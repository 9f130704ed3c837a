package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.outbox.Outbox;
import io.soundlift.journey.trace.JourneyLog;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Conversion of one video to an MP3. The document is authoritative; messages only refer
 * to it.
 *
 * @param id 128 random bits in 32 hexadecimal digits
 * @param owner id of the account that uploaded the video
 * @param ownerEmail verified address of that account at the time of the upload
 * @param fileName the video's name, cleaned
 * @param options options of the conversion
 * @param video the uploaded file
 * @param plan plan of the last attempt, once the video was analysed
 * @param mp3 the result, from {@link ConversionState#COMPLETED} on
 * @param state where it stands
 * @param attempt how many times a converter has claimed it; the fencing token of claims
 * @param worker name of the worker that claimed it last
 * @param leaseUntil end of that claim unless it is renewed
 * @param notBefore earliest time of the next claim after a failed attempt; absent once
 * the claim was taken over from a worker whose lease has expired
 * @param wakeAt when a new message is sent for a live conversion if nothing has happened
 * @param wakes number of new messages since the last claim
 * @param progress how far the running attempt is, while
 * {@link ConversionState#CONVERTING}
 * @param failure why it failed, from {@link ConversionState#FAILED} on
 * @param traceId id of the journey's trace, 32 hexadecimal digits
 * @param createdAt when the upload was complete
 * @param startedAt when a converter first claimed it
 * @param finishedAt when it left the live states
 * @param deletedAt when its owner deleted it, or it expired; its files are being removed
 * @param changedAt when something last changed that its owner sees; absent if that was in
 * an earlier version
 * @param outbox events to publish
 * @param retention which of its files are still kept, and for how long
 * @param storage limits on what it stores for its account
 * @param journey its steps so far
 */
@Document(Conversion.COLLECTION)
public record Conversion(@Id String id, String owner, String ownerEmail, String fileName, ConversionOptions options,
		StoredFile video, @Nullable Plan plan, @Nullable Mp3 mp3, ConversionState state, int attempt,
		@Nullable String worker, @Nullable Instant leaseUntil, @Nullable Instant notBefore, @Nullable Instant wakeAt,
		int wakes, @Nullable Progress progress, @Nullable Failure failure, @Nullable String traceId, Instant createdAt,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant deletedAt,
		@Nullable Instant changedAt, Outbox outbox, RetentionState retention, StorageState storage,
		JourneyLog journey) {

	/**
	 * Name of the collection.
	 */
	public static final String COLLECTION = "conversions";

	@SuppressWarnings("NullAway") // absent in what earlier versions have stored
	public Conversion {
		retention = Objects.requireNonNullElse(retention, RetentionState.UNKNOWN);
		storage = Objects.requireNonNullElse(storage, StorageState.UNLIMITED);
		journey = Objects.requireNonNullElse(journey, JourneyLog.EMPTY);
	}

	/**
	 * Returns the trace context that the journey began with, in W3C form.
	 * @return header values by header name; empty without one
	 */
	public Map<String, String> trace() {
		return this.outbox.videoUploaded().trace();
	}

	/**
	 * Whether the video exists, according to the record.
	 * @return {@code false} once it is being removed
	 */
	public boolean hasVideo() {
		return this.deletedAt == null && this.retention.videoRemovedAt() == null;
	}

	/**
	 * Returns whether a file is the conversion's.
	 * @param file the file's id
	 * @return whether it is the video or the MP3, and was not removed
	 */
	boolean refersTo(ObjectId file) {
		if (this.video.fileId().equals(file)) {
			return this.retention.videoRemovedAt() == null;
		}
		return this.mp3 != null && this.mp3.file().fileId().equals(file) && this.retention.mp3ExpiredAt() == null;
	}

	/**
	 * Returns the time from which on the present claim was possible.
	 * @return the time; {@code null} if the claim was taken over from a worker whose
	 * lease has expired
	 */
	public @Nullable Instant dueSince() {
		if (this.notBefore != null) {
			return this.notBefore;
		}
		return (this.attempt <= 1) ? this.createdAt : null;
	}

}
