package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

import com.mongodb.MongoException;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.gateway.upload.UploadDrain;
import io.soundlift.gateway.upload.VideoType;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoreFullException;
import io.soundlift.journey.trace.JourneyTracing;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Resumable uploads of one account, from their creation to their end.
 */
@Component
final class UploadReceiver {

	private final ResumableUploads uploads;

	private final UploadWriter writer;

	private final UploadCompletion completion;

	private final EarlyPackings packings;

	private final Conversions conversions;

	private final PartialFiles partialFiles;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final UploadLimits limits;

	private final StorageLimit storage;

	private final StoreSpace space;

	private final UploadDrain drain;

	private final JourneyTracing tracing;

	private final GatewayProperties properties;

	UploadReceiver(ResumableUploads uploads, UploadWriter writer, UploadCompletion completion, EarlyPackings packings,
			Conversions conversions, PartialFiles partialFiles, FileStore files, KeptChunks keptChunks,
			UploadLimits limits, StorageLimit storage, StoreSpace space, UploadDrain drain, JourneyTracing tracing,
			GatewayProperties properties) {
		this.uploads = uploads;
		this.writer = writer;
		this.completion = completion;
		this.packings = packings;
		this.conversions = conversions;
		this.partialFiles = partialFiles;
		this.files = files;
		this.keptChunks = keptChunks;
		this.limits = limits;
		this.storage = storage;
		this.space = space;
		this.drain = drain;
		this.tracing = tracing;
		this.properties = properties;
	}

	/**
	 * Creates an upload without any bytes.
	 * @param owner the account
	 * @param length length of the video; {@code null} if it is not known yet
	 * @param read description of the video
	 * @param metadata the header {@code Upload-Metadata}; {@code null} without one
	 * @return the upload
	 */
	ResumableUpload create(Owner owner, @Nullable Long length, UploadMetadata read, @Nullable String metadata) {
		if (length != null) {
			requireLength(length);
		}
		requireFewUnfinished(owner, 1);
		this.space.require((length != null) ? length : 0);
		String id = this.conversions.newId();
		this.tracing.isAbout(id);
		long step = Math.min(UploadReservation.STEP_BYTES, this.properties.maxVideoSize().toBytes());
		this.storage.reserve(owner.id(), id, (length != null) ? length : 0, (length != null) ? length : step,
				this.properties.upload().storageLease());
		Instant now = this.uploads.now();
		Instant expiry = now.plus(this.properties.upload().resumableFor());
		PartialFile file = this.partialFiles.begin(Bucket.VIDEOS, id, expiry);
		ResumableUpload upload = new ResumableUpload(id, owner.id(), owner.email(), read.fileName(), read.contentType(),
				read.options(), metadata, length, file, UploadState.OPEN, 0, null, now, expiry,
				this.tracing.currentContext());
		this.uploads.insert(upload);
		try {
			// of many that are created at once, too few may be left, but never too many
			requireFewUnfinished(owner, 0);
		}
		catch (Problem ex) {
			end(upload.id(), owner);
			throw ex;
		}
		return upload;
	}

	private void requireLength(long length) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (length == 0) {
			throw VideoType.empty();
		}
		if (length > limit) {
			throw VideoType.tooLarge(limit);
		}
	}

	private void requireFewUnfinished(Owner owner, int further) {
		int limit = this.properties.account().maxUnfinishedUploads();
		if (this.uploads.countUnfinished(owner.id()) + further > limit) {
			throw new Problem(ProblemType.TOO_MANY_UNFINISHED_UPLOADS,
					"Your account may have %d unfinished uploads. Finish or delete one.".formatted(limit))
				.with("limit", limit);
		}
	}

	/**
	 * Finds an upload of an account. Creates the conversion of one that is whole, if it
	 * is missing.
	 * @param id the id in the URL, in any form
	 * @param owner the account
	 * @return the upload
	 */
	ResumableUpload look(String id, Owner owner) {
		ResumableUpload upload = require(id, owner);
		if (upload.state() != UploadState.WHOLE) {
			return upload;
		}
		return this.completion.resume(upload).orElseGet(() -> {
			ResumableUpload now = require(id, owner);
			if (now.state() == UploadState.WHOLE) {
				throw UploadProblems.locked(null);
			}
			return now;
		});
	}

	/**
	 * Finds an upload as above that no request works on, so that its offset stays.
	 */
	ResumableUpload lookIdle(String id, Owner owner) {
		ResumableUpload upload = look(id, owner);
		if (!upload.isIdle(this.uploads.now())) {
			throw UploadProblems.locked(null);
		}
		return upload;
	}

	private ResumableUpload require(String id, Owner owner) {
		ResumableUpload upload = this.uploads.findOwned(id, owner.id()).orElseThrow(UploadProblems::missing);
		return UploadProblems.requireKept(upload, this.uploads.now());
	}

	/**
	 * Receives the body of the request that creates an upload. The client learns the
	 * upload's URL only from a successful response, so the upload is removed if the
	 * response is an error.
	 */
	ResumableUpload receiveFirst(ResumableUpload created, Owner owner, ReceivedPart part) throws IOException {
		try {
			return receive(created.id(), owner, part);
		}
		catch (IOException | RuntimeException ex) {
			try {
				end(created.id(), owner);
			}
			catch (RuntimeException removal) {
				// upkeep removes it when it has expired
				ex.addSuppressed(removal);
			}
			throw ex;
		}
	}

	/**
	 * Receives bytes of an upload.
	 * @param id the id in the URL, in any form
	 * @param owner the account
	 * @param part what is sent
	 * @return the upload with these bytes
	 * @throws IOException if the body can't be read
	 */
	ResumableUpload receive(String id, Owner owner, ReceivedPart part) throws IOException {
		ResumableUpload received = append(id, owner, part);
		return (part.last() && received.state() != UploadState.FINISHED)
				? append(id, owner, ReceivedPart.end(received.offset())) : received;
	}

	private ResumableUpload append(String id, Owner owner, ReceivedPart part) throws IOException {
		ResumableUpload upload = look(id, owner);
		if (upload.offset() != part.offset()) {
			throw UploadProblems.otherOffset(upload);
		}
		if (upload.state() == UploadState.FINISHED) {
			// the same request again, whose answer was lost
			requireRoom(upload, part);
			return upload;
		}
		ResumableUpload taken = this.uploads.take(id, owner).orElseThrow(() -> {
			require(id, owner);
			return UploadProblems.locked(null);
		});
		try {
			if (taken.offset() != part.offset()) {
				throw UploadProblems.otherOffset(taken);
			}
			return receive(withLength(taken, part), owner, part);
		}
		catch (MongoException | DataAccessException ex) {
			if (StoreFullException.isCauseOf(ex)) {
				this.packings.cancel(taken.file());
				throw this.space.refused(ex);
			}
			throw ex;
		}
		finally {
			this.uploads.release(taken);
		}
	}

	private ResumableUpload withLength(ResumableUpload taken, ReceivedPart part) {
		Long length = part.length();
		if (length == null || length.equals(taken.length())) {
			return taken;
		}
		if (taken.length() != null) {
			throw UploadProblems.badRequest(
					"The upload was announced with %d bytes, which can't be changed.".formatted(taken.length()));
		}
		requireLength(length);
		if (length < taken.offset()) {
			throw UploadProblems.badRequest("The upload has %d bytes already.".formatted(taken.offset()));
		}
		if (!this.uploads.setLength(taken, length)) {
			throw UploadProblems.locked(null);
		}
		return taken.withLength(length);
	}

	private void requireRoom(ResumableUpload upload, ReceivedPart part) {
		Long length = upload.length();
		long most = (length != null) ? length : this.properties.maxVideoSize().toBytes();
		if (upload.offset() + part.announcedBytes() > most) {
			throw (length != null) ? UploadProblems.longerThanAnnounced(length) : VideoType.tooLarge(most);
		}
	}

	private ResumableUpload receive(ResumableUpload taken, Owner owner, ReceivedPart part) throws IOException {
		requireRoom(taken, part);
		Long length = taken.length();
		long least = (length != null) ? length : taken.offset() + part.announcedBytes();
		long most = (length != null) ? length
				: Math.min(least + UploadReservation.STEP_BYTES, this.properties.maxVideoSize().toBytes());
		this.space.require(least - taken.offset());
		try (UploadReservation reservation = this.limits.resume(owner.id(), taken.id(), taken.offset(), least, most,
				this.properties.upload().storageLease())) {
			return this.tracing.resumed(taken.trace(), "video.upload", taken.id(),
					() -> write(taken, part, reservation));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private ResumableUpload write(ResumableUpload taken, ReceivedPart part, UploadReservation reservation) {
		InputStream body = this.drain.limit(reservation.over(part.body()));
		try {
			ResumableUpload written = this.writer.write(taken, body, part.checksum());
			return (written.state() == UploadState.WHOLE) ? this.completion.complete(written, reservation) : written;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ends an upload, and removes its bytes. If there is a conversion of it, that stays.
	 * @param id the id in the URL, in any form
	 * @param owner the account
	 */
	void end(String id, Owner owner) {
		ResumableUpload upload = look(id, owner);
		if (upload.state() != UploadState.FINISHED) {
			ResumableUpload ended = this.uploads.end(id, owner.id()).orElseThrow(() -> UploadProblems.locked(null));
			removeBytes(ended);
		}
		this.uploads.remove(id);
	}

	/**
	 * Removes what is stored of an upload that has ended.
	 */
	void removeBytes(ResumableUpload ended) {
		this.packings.cancel(ended.file());
		if (!this.conversions.refersTo(ended.id(), ended.file().fileId())) {
			this.files.delete(Bucket.VIDEOS, ended.file().fileId());
			// chunks that a converter has already encoded
			this.keptChunks.discard(ended.id());
		}
		this.storage.release(ended.owner(), ended.id());
	}

}
