package io.soundlift.gateway.resumable;

import java.time.Instant;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Problems of requests for uploads.
 */
final class UploadProblems {

	private UploadProblems() {
	}

	static Problem missing() {
		return new Problem(ProblemType.NO_SUCH_UPLOAD, "There is no such upload among yours.");
	}

	static Problem expired(ResumableUpload upload) {
		return new Problem(ProblemType.UPLOAD_EXPIRED,
				"No more bytes came in time, and those that had come were removed. Begin a new upload.")
			.with("expiredAt", upload.expiresAt());
	}

	static Problem locked(@Nullable Throwable cause) {
		return new Problem(ProblemType.UPLOAD_LOCKED,
				"Another request works on this upload. One that stands still for %d seconds can be overtaken."
					.formatted(ResumableUploads.LEASE.toSeconds()),
				cause)
			.retryAfter(ResumableUploads.LEASE);
	}

	static Problem otherOffset(ResumableUpload upload) {
		return new Problem(ProblemType.UPLOAD_OFFSET_MISMATCH,
				"The upload has %d bytes. Go on with the next one.".formatted(upload.offset()))
			.with("offset", upload.offset())
			.withHeader(TusHeaders.OFFSET, Long.toString(upload.offset()))
			.withHeader(DraftHeaders.COMPLETE, "?0");
	}

	static Problem longerThanAnnounced(long length) {
		return new Problem(ProblemType.VIDEO_TOO_LARGE, "The upload was announced with %d bytes.".formatted(length))
			.with("maxBytes", length);
	}

	static Problem badRequest(String detail) {
		return new Problem(ProblemType.BAD_REQUEST, detail);
	}

	/**
	 * Requires that an upload is still kept.
	 */
	static ResumableUpload requireKept(ResumableUpload upload, Instant now) {
		if (upload.isOver(now)) {
			throw expired(upload);
		}
		return upload;
	}

}
