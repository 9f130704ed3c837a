package io.soundlift.gateway.resumable;

import java.util.Optional;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.upload.UploadMeters;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Step from an upload whose bytes are all there to its conversion. It can be tried as
 * often as need be: the conversion has the id of the upload, so there is one at most.
 */
@Component
final class UploadCompletion {

	private final ResumableUploads uploads;

	private final Conversions conversions;

	private final PartialFiles partialFiles;

	private final FileStore files;

	private final UploadLimits limits;

	private final StorageLimit storage;

	private final UploadMeters meters;

	private final JourneyTracing tracing;

	private final GatewayProperties properties;

	UploadCompletion(ResumableUploads uploads, Conversions conversions, PartialFiles partialFiles, FileStore files,
			UploadLimits limits, StorageLimit storage, UploadMeters meters, JourneyTracing tracing,
			GatewayProperties properties) {
		this.uploads = uploads;
		this.conversions = conversions;
		this.partialFiles = partialFiles;
		this.files = files;
		this.limits = limits;
		this.storage = storage;
		this.meters = meters;
		this.tracing = tracing;
		this.properties = properties;
	}

	/**
	 * Completes an upload that nobody has completed, as whoever received its last bytes
	 * has died.
	 * @param whole the upload
	 * @return the completed upload; empty if somebody else works on it
	 */
	Optional<ResumableUpload> resume(ResumableUpload whole) {
		return this.uploads.take(whole.id(), whole.account()).map((taken) -> {
			try (UploadReservation reservation = this.limits.resume(taken.owner(), taken.id(), taken.offset(),
					taken.offset(), taken.offset(), this.properties.upload().storageLease())) {
				return this.tracing.resumed(taken.trace(), "video.upload", taken.id(),
						() -> complete(taken, reservation));
			}
			finally {
				this.uploads.release(taken);
			}
		});
	}

	/**
	 * Completes an upload. To be called in a span of its trace.
	 * @param taken the upload, whole, taken for this request
	 * @param reservation what it holds of its account's limits
	 * @return the completed upload
	 */
	ResumableUpload complete(ResumableUpload taken, UploadReservation reservation) {
		// without its bytes there was a conversion once, which its owner has deleted
		if (this.conversions.find(taken.id()).isEmpty() && this.partialFiles.hasBytes(Bucket.VIDEOS, taken.file())) {
			accept(taken, reservation);
		}
		this.conversions.find(taken.id()).map(Conversion::video).ifPresent(this.files::confirm);
		this.storage.release(taken.owner(), taken.id());
		this.uploads.finish(taken);
		return taken.with(taken.file(), UploadState.FINISHED, taken.expiresAt());
	}

	private void accept(ResumableUpload taken, UploadReservation reservation) {
		StoredFile video = this.partialFiles.complete(Bucket.VIDEOS, taken.file(), taken.id(), taken.contentType());
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, video.contentType());
		this.tracing.tag(JourneyAttributes.VIDEO_BYTES, video.sizeBytes());
		reservation.settle(video.sizeBytes());
		try {
			this.conversions.accept(taken.id(), taken.account(), taken.fileName(), taken.options(), video,
					this.storage.maxBytes());
			this.meters.accepted(video.sizeBytes());
		}
		catch (DuplicateKeyException ex) {
			// somebody else was faster, and has died before it was noted
			return;
		}
	}

}
