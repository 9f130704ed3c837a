package io.soundlift.gateway.resumable;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.ByteRangesBody;
import io.soundlift.gateway.upload.UploadMeters;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Completion of an upload that has all of its bytes: creates its conversion. It may be
 * repeated any number of times: the conversion has the id of the upload, so there is one
 * at most.
 */
@Component
final class UploadCompletion {

	private static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(1);

	private final ResumableUploads uploads;

	private final Conversions conversions;

	private final PartialFiles partialFiles;

	private final EarlyPackings packings;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final UploadLimits limits;

	private final StorageLimit storage;

	private final UploadMeters meters;

	private final JourneyTracing tracing;

	private final GatewayProperties properties;

	UploadCompletion(ResumableUploads uploads, Conversions conversions, PartialFiles partialFiles,
			EarlyPackings packings, FileStore files, KeptChunks keptChunks, UploadLimits limits, StorageLimit storage,
			UploadMeters meters, JourneyTracing tracing, GatewayProperties properties) {
		this.uploads = uploads;
		this.conversions = conversions;
		this.partialFiles = partialFiles;
		this.packings = packings;
		this.files = files;
		this.keptChunks = keptChunks;
		this.limits = limits;
		this.storage = storage;
		this.meters = meters;
		this.tracing = tracing;
		this.properties = properties;
	}

	/**
	 * Completes an upload that is whole but not completed, since the gateway that
	 * received its last bytes has crashed.
	 * @param whole the upload
	 * @return the completed upload; empty if another request works on it
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
	 * @param reservation its share of the account's limits
	 * @return the completed upload
	 */
	ResumableUpload complete(ResumableUpload taken, UploadReservation reservation) {
		// if its bytes are gone, its owner has deleted the conversion
		if (this.conversions.find(taken.id()).isEmpty() && this.partialFiles.hasBytes(Bucket.VIDEOS, taken.file())) {
			accept(taken, reservation);
		}
		this.packings.cancel(taken.file());
		this.conversions.find(taken.id()).map(Conversion::video).ifPresent((video) -> confirm(video, taken));
		this.storage.release(taken.owner(), taken.id());
		this.uploads.finish(taken);
		return taken.with(taken.file(), UploadState.FINISHED, taken.expiresAt());
	}

	private void confirm(StoredFile video, ResumableUpload taken) {
		this.files.confirm(video);
		if (!video.fileId().equals(taken.file().fileId())) {
			// its ranges are in a file of their own
			this.files.delete(Bucket.VIDEOS, taken.file().fileId());
		}
	}

	private void accept(ResumableUpload taken, UploadReservation reservation) {
		// the requests before this one are parts of the same step
		this.tracing.stepBegan(taken.id(), taken.createdAt());
		StoredFile video = ByteRangesBody.isType(taken.contentType()) ? pack(taken)
				: this.partialFiles.complete(Bucket.VIDEOS, taken.file(), taken.id(), taken.contentType());
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, video.contentType());
		this.tracing.tag(JourneyAttributes.VIDEO_BYTES, video.storedBytes());
		try {
			reservation.settle(taken.offset());
		}
		catch (RuntimeException ex) {
			deletePacked(video);
			throw ex;
		}
		try {
			this.conversions.accept(taken.id(), taken.account(), taken.fileName(), taken.options(), video,
					this.storage.maxBytes());
			this.meters.accepted(video.storedBytes());
		}
		catch (DuplicateKeyException ex) {
			// another gateway has created it and crashed before recording it
			deletePacked(video);
		}
	}

	private void deletePacked(StoredFile video) {
		if (video.hasHoles()) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
		}
	}

	/**
	 * Stores the ranges that the bytes of an upload hold, as far as they are not stored.
	 * @throws Problem if they contain none; the upload is then gone
	 */
	private StoredFile pack(ResumableUpload taken) {
		return this.packings.finish(taken, () -> renew(taken)).orElseGet(() -> packAll(taken));
	}

	private StoredFile packAll(ResumableUpload taken) {
		try (InputStream content = new SignOfLife(this.partialFiles.read(Bucket.VIDEOS, taken.file()), taken)) {
			ByteRangesBody ranges = new ByteRangesBody(content, ByteRangesBody.boundary(taken.contentType()));
			return this.files.writeRanges(Bucket.VIDEOS, taken.id(), ranges.contentType(), ranges.sizeBytes(), ranges,
					taken.offset());
		}
		catch (Problem ex) {
			discard(taken);
			throw ex;
		}
		catch (EOFException | FileMissingException ex) {
			discard(taken);
			throw new Problem(ProblemType.UPLOAD_INCOMPLETE, "The upload ends before its last range does.", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void discard(ResumableUpload taken) {
		if (this.uploads.refuse(taken)) {
			this.files.delete(Bucket.VIDEOS, taken.file().fileId());
			this.keptChunks.discard(taken.id());
			this.storage.release(taken.owner(), taken.id());
			this.uploads.remove(taken.id());
		}
	}

	private void renew(ResumableUpload taken) {
		if (!this.uploads.renew(taken)) {
			throw UploadProblems.locked(null);
		}
	}

	/**
	 * Bytes of an upload that is kept from others while they are read.
	 */
	private final class SignOfLife extends FilterInputStream {

		private final ResumableUpload taken;

		private Instant nextRenewal;

		SignOfLife(InputStream content, ResumableUpload taken) {
			super(content);
			this.taken = taken;
			this.nextRenewal = UploadCompletion.this.uploads.now();
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			Instant now = UploadCompletion.this.uploads.now();
			if (!now.isBefore(this.nextRenewal)) {
				UploadCompletion.this.renew(this.taken);
				this.nextRenewal = now.plus(RENEWAL_INTERVAL);
			}
			return super.read(target, offset, length);
		}

	}

}
