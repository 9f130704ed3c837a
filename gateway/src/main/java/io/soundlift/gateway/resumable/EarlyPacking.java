package io.soundlift.gateway.resumable;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.soundlift.gateway.upload.ByteRangesBody;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packing of one upload while its bytes come, in a thread of its own. Its file either
 * goes to the request that finishes it, or is removed.
 */
final class EarlyPacking {

	private static final Logger logger = LoggerFactory.getLogger(EarlyPacking.class);

	/**
	 * Greatest time without progress when all bytes are there, which bounds the wait for
	 * a store that hangs.
	 */
	private static final int MAX_IDLE_SECONDS = 60;

	private final FileStore files;

	private final String id;

	private final String owner;

	private final String contentType;

	private final DurableContent content;

	private final long maxBytes;

	private final CompletableFuture<Optional<StoredFile>> packed = new CompletableFuture<>();

	private final Thread thread = new DaemonThreads("early-packing").newThread(this::run);

	/**
	 * Creates a packing that has not started.
	 * @param upload the upload as it is now
	 * @param content its bytes from the first one
	 * @param maxBytes greatest number of bytes that it may get
	 */
	EarlyPacking(FileStore files, ResumableUpload upload, DurableContent content, long maxBytes) {
		this.files = files;
		this.id = upload.id();
		this.owner = upload.owner();
		this.contentType = upload.contentType();
		this.content = content;
		this.maxBytes = maxBytes;
	}

	void begin() {
		this.thread.start();
	}

	boolean isRunning() {
		return !this.packed.isDone();
	}

	boolean isOf(String owner) {
		return this.owner.equals(owner);
	}

	/**
	 * Adds the bytes that an upload has.
	 */
	void grow(ResumableUpload longer) {
		this.content.grow(longer.file());
	}

	private void run() {
		try {
			StoredFile file = pack();
			if (!this.packed.complete(Optional.of(file))) {
				this.files.delete(Bucket.VIDEOS, file.fileId());
			}
		}
		catch (IOException | RuntimeException ex) {
			// what is wrong with the ranges is reported then
			logger.debug("Upload {} is packed when all of its bytes are there", this.id, ex);
		}
		finally {
			this.content.close();
			this.packed.complete(Optional.empty());
		}
	}

	private StoredFile pack() throws IOException {
		ByteRangesBody ranges = new ByteRangesBody(this.content, ByteRangesBody.boundary(this.contentType));
		return this.files.writeRanges(Bucket.VIDEOS, this.id, ranges.contentType(), ranges.sizeBytes(), ranges,
				this.maxBytes);
	}

	/**
	 * Waits for the file of all ranges.
	 * @param whole the upload with all of its bytes
	 * @param sign sign of life of the request that waits, given each second
	 * @return the file, which the caller has to remove if it does not need it; empty if
	 * there is none
	 */
	Optional<StoredFile> finish(ResumableUpload whole, Runnable sign) {
		this.content.end(whole.file());
		try {
			return await(sign);
		}
		catch (RuntimeException ex) {
			cancel();
			throw ex;
		}
	}

	private Optional<StoredFile> await(Runnable sign) {
		try {
			long read = -1;
			for (int idle = 0; idle < MAX_IDLE_SECONDS; idle++) {
				try {
					return this.packed.get(1, TimeUnit.SECONDS);
				}
				catch (TimeoutException ex) {
					sign.run();
				}
				if (this.content.position() > read) {
					read = this.content.position();
					idle = 0;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		this.content.close();
		this.packed.complete(Optional.empty());
		// it may have come just now
		return this.packed.join();
	}

	/**
	 * Ends the packing, and removes its file, in the packing's thread if that still
	 * writes it.
	 */
	void cancel() {
		this.content.close();
		if (!this.packed.complete(Optional.empty())) {
			this.packed.join().ifPresent((file) -> this.files.delete(Bucket.VIDEOS, file.fileId()));
		}
	}

	/**
	 * Waits until nothing is written any more.
	 */
	void join(long millis) throws InterruptedException {
		this.thread.join(Math.max(1, millis));
	}

}
