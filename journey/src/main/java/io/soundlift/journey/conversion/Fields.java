package io.soundlift.journey.conversion;

/**
 * Paths of a conversion's fields in its document.
 */
final class Fields {

	static final String ID = "_id";

	static final String OWNER = "owner";

	static final String STATE = "state";

	static final String FILE_NAME = "fileName";

	static final String ATTEMPT = "attempt";

	static final String WORKER = "worker";

	static final String LEASE_UNTIL = "leaseUntil";

	static final String NOT_BEFORE = "notBefore";

	static final String WAKE_AT = "wakeAt";

	static final String WAKES = "wakes";

	static final String PROGRESS = "progress";

	static final String PLAN = "plan";

	static final String MP3 = "mp3";

	/** Peaks of the audio of the MP3, which are no part of the record. */
	static final String WAVEFORM = "waveform";

	static final String MP3_FILE = "mp3.file.fileId";

	static final String MP3_BYTES = "mp3.file.sizeBytes";

	static final String VIDEO_FILE = "video.fileId";

	static final String VIDEO_BYTES = "video.sizeBytes";

	static final String PACKED_VIDEO_BYTES = "video.packedBytes";

	static final String FAILURE = "failure";

	static final String CREATED_AT = "createdAt";

	static final String STARTED_AT = "startedAt";

	static final String FINISHED_AT = "finishedAt";

	static final String DELETED_AT = "deletedAt";

	static final String CHANGED_AT = "changedAt";

	static final String MP3_EXPIRES_AT = "retention.mp3ExpiresAt";

	static final String MP3_EXPIRED_AT = "retention.mp3ExpiredAt";

	static final String VIDEO_REMOVED_AT = "retention.videoRemovedAt";

	static final String RETENTION_NEXT_AT = "retention.nextAt";

	static final String RESERVED_MP3_BYTES = "storage.reservedMp3Bytes";

	private Fields() {
	}

}
