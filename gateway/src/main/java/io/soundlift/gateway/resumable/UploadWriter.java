package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;

import com.mongodb.MongoException;
import io.soundlift.connection.RequestBodyException;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.VideoType;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.ChunkAppender;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.OvertakenException;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Writer that appends the body of a request to an upload. The offset counts only bytes
 * that are stored; it is updated twice a second, and when the body has ended in any way.
 */
@Component
final class UploadWriter {

	/** Converters encode only what is committed, so a longer interval delays the MP3. */
	private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

	/** Time after which a partly filled chunk is stored. */
	private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(10);

	private static final Duration MAX_EXTENSION_INTERVAL = Duration.ofMinutes(1);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private final ResumableUploads uploads;

	private final PartialFiles partialFiles;

	private final FileStore files;

	private final Conversions conversions;

	private final StorageLimit storage;

	private final EarlyPackings packings;

	private final GatewayProperties properties;

	UploadWriter(ResumableUploads uploads, PartialFiles partialFiles, FileStore files, Conversions conversions,
			StorageLimit storage, EarlyPackings packings, GatewayProperties properties) {
		this.uploads = uploads;
		this.partialFiles = partialFiles;
		this.files = files;
		this.conversions = conversions;
		this.storage = storage;
		this.packings = packings;
		this.properties = properties;
	}

	/**
	 * Writes a body.
	 * @param taken the upload, taken for this request
	 * @param body the body
	 * @param checksum checksum without which nothing of the body counts; {@code null} for
	 * none
	 * @return the upload with all bytes of the body
	 * @throws Problem if some did not arrive, or another request has claimed the upload;
	 * those that arrived count, unless there is a checksum
	 */
	ResumableUpload write(ResumableUpload taken, InputStream body, @Nullable BodyChecksum checksum) throws IOException {
		try (ChunkAppender chunks = this.partialFiles.append(Bucket.VIDEOS, taken.file(), taken.fence())) {
			Part part = new Part(taken, chunks, checksum);
			part.begin();
			part.read(body);
			return part.end();
		}
		catch (OvertakenException | LostUploadException ex) {
			// no write of this request is in progress any more
			throw lost(taken, ex);
		}
	}

	/**
	 * Returns why an upload can't be changed any more. If it is gone, so is what this
	 * request may have written after its removal.
	 */
	private Problem lost(ResumableUpload taken, Exception cause) {
		ResumableUpload now = this.uploads.find(taken.id()).orElse(null);
		if (now != null && !now.isOver(this.uploads.now())) {
			return UploadProblems.locked(cause);
		}
		this.packings.cancel(taken.file());
		if (!this.conversions.refersTo(taken.id(), taken.file().fileId())) {
			this.files.delete(Bucket.VIDEOS, taken.file().fileId());
			this.partialFiles.removeStrayChunks(Bucket.VIDEOS, taken.file());
			this.storage.release(taken.owner(), taken.id());
		}
		return (now != null) ? UploadProblems.expired(now) : UploadProblems.missing();
	}

	/**
	 * The upload is gone, or another request has claimed it.
	 */
	private static final class LostUploadException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		LostUploadException() {
			super("The upload is lost to this request");
		}

	}

	/**
	 * The bytes that one request adds. For one thread.
	 */
	private final class Part {

		private final ChunkAppender chunks;

		private final @Nullable BodyChecksum checksum;

		private final long maxBytes;

		private ResumableUpload upload;

		private Instant expiry;

		private Instant extendAt;

		private Instant commitAt;

		private Instant flushAt;

		Part(ResumableUpload taken, ChunkAppender chunks, @Nullable BodyChecksum checksum) {
			this.upload = taken;
			this.chunks = chunks;
			this.checksum = checksum;
			Long length = taken.length();
			this.maxBytes = (length != null) ? length : UploadWriter.this.properties.maxVideoSize().toBytes();
			Instant now = UploadWriter.this.uploads.now();
			this.expiry = now;
			this.extendAt = now;
			this.commitAt = now.plus(COMMIT_INTERVAL);
			this.flushAt = now.plus(FLUSH_INTERVAL);
		}

		void begin() {
			advance(this.upload.file(), UploadState.OPEN);
		}

		void read(InputStream body) throws IOException {
			InputStream content = (this.checksum != null) ? this.checksum.over(body) : body;
			try {
				readAll(content);
			}
			catch (MongoException | DataAccessException | OvertakenException ex) {
				throw ex;
			}
			catch (RequestBodyException ex) {
				throw new Problem(ProblemType.REQUEST_TOO_SLOW, "The bytes came too slowly. " + keep(), ex);
			}
			catch (IOException ex) {
				throw new Problem(ProblemType.UPLOAD_INCOMPLETE, "The body ended before it was complete. " + keep(),
						ex);
			}
			catch (Problem ex) {
				if (ProblemType.VIDEO_TOO_LARGE.uri().equals(ex.getBody().getType())) {
					throw ex;
				}
				String kept = keep();
				if (ProblemType.SHUTTING_DOWN.uri().equals(ex.getBody().getType())) {
					throw new Problem(ProblemType.SHUTTING_DOWN, "This server is being replaced. " + kept, ex)
						.retryAfter(RETRY_AFTER);
				}
				throw ex;
			}
		}

		private void readAll(InputStream content) throws IOException {
			long size = this.upload.offset();
			int count = 0;
			while (count >= 0) {
				size += count;
				giveSign(size);
				if (size == this.maxBytes) {
					requireEnd(content);
					return;
				}
				count = this.chunks.take(content, this.maxBytes - size);
			}
		}

		private void requireEnd(InputStream content) throws IOException {
			if (content.read() != -1) {
				throw (this.upload.length() != null) ? UploadProblems.longerThanAnnounced(this.maxBytes)
						: VideoType.tooLarge(this.maxBytes);
			}
		}

		/**
		 * Records at intervals that this request is alive, and what is stored. The last
		 * bytes are recorded at the end, so that a body that is too long fails before.
		 */
		private void giveSign(long size) throws IOException {
			Instant now = UploadWriter.this.uploads.now();
			if (now.isBefore(this.commitAt)) {
				return;
			}
			this.commitAt = now.plus(COMMIT_INTERVAL);
			if (this.checksum != null || size == this.maxBytes) {
				advance(this.upload.file(), UploadState.OPEN);
				return;
			}
			if (now.isAfter(this.flushAt)) {
				this.chunks.flush();
				this.flushAt = now.plus(FLUSH_INTERVAL);
			}
			advance(this.chunks.stored(), UploadState.OPEN);
		}

		/**
		 * Commits the bytes of a body that broke off.
		 */
		private String keep() throws IOException {
			if (this.checksum == null) {
				commit();
			}
			return "%d bytes of the upload are kept; go on after them.".formatted(this.upload.offset());
		}

		ResumableUpload end() throws IOException {
			if (this.checksum != null) {
				this.checksum.require();
			}
			return commit();
		}

		private ResumableUpload commit() throws IOException {
			PartialFile all = this.chunks.flush();
			Long length = this.upload.length();
			advance(all, (length != null && length == all.sizeBytes()) ? UploadState.WHOLE : UploadState.OPEN);
			return this.upload;
		}

		private void advance(PartialFile stored, UploadState reached) {
			Instant now = UploadWriter.this.uploads.now();
			Duration kept = UploadWriter.this.properties.upload().resumableFor();
			if (!now.isBefore(this.extendAt)) {
				Instant until = now.plus(kept);
				if (!UploadWriter.this.partialFiles.keep(stored, until)) {
					throw new LostUploadException();
				}
				this.expiry = until;
				Duration tenth = kept.dividedBy(10);
				this.extendAt = now
					.plus((tenth.compareTo(MAX_EXTENSION_INTERVAL) < 0) ? tenth : MAX_EXTENSION_INTERVAL);
			}
			if (!UploadWriter.this.uploads.advance(this.upload, stored, reached, this.expiry)) {
				throw new LostUploadException();
			}
			this.upload = this.upload.with(stored, reached, this.expiry);
			UploadWriter.this.packings.advanced(this.upload);
		}

	}

}
