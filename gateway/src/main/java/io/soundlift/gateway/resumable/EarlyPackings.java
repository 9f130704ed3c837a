package io.soundlift.gateway.resumable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.gateway.upload.ByteRangesBody;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoredFile;
import org.bson.types.ObjectId;

import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Packing of the ranges of some uploads while their bytes come, so that little is left to
 * do after the last one. Nothing depends on it: other uploads, and those whose packing
 * has failed, are packed when they are whole.
 */
@Component
final class EarlyPackings implements AutoCloseable {

	/** Least length of an upload for which a thread is worth its while. */
	static final long MIN_BYTES = DataSize.ofMegabytes(8).toBytes();

	/** Greatest number at a time: each holds 3 MiB, and 5 while it catches up. */
	static final int MAX_RUNNING = 4;

	/** Greatest number at a time of one account, which can keep them as it likes. */
	static final int MAX_OF_ACCOUNT = 2;

	/** Greatest number of packings that are remembered after their end. */
	private static final int MAX_REMEMBERED = 1000;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final ResumableUploads uploads;

	private final PartialFiles partialFiles;

	private final FileStore files;

	private final StoreSpace space;

	private final GatewayProperties properties;

	/**
	 * Packings by the file with the upload's bytes. One that has ended stays, so that an
	 * upload that pauses again and again, or has invalid ranges, is not packed again and
	 * again.
	 */
	private final Map<ObjectId, EarlyPacking> packings = new HashMap<>();

	private boolean closed;

	EarlyPackings(ResumableUploads uploads, PartialFiles partialFiles, FileStore files, StoreSpace space,
			GatewayProperties properties) {
		this.uploads = uploads;
		this.partialFiles = partialFiles;
		this.files = files;
		this.space = space;
		this.properties = properties;
	}

	/**
	 * Adds the bytes that an upload has to its packing, which begins if there is a place.
	 * @param upload the upload as it was recorded
	 */
	synchronized void advanced(ResumableUpload upload) {
		EarlyPacking packing = this.packings.get(upload.file().fileId());
		if (packing != null) {
			packing.grow(upload);
		}
		else if (!this.closed && isWorthwhile(upload) && hasRoom(upload) && hasPlace(upload.owner())) {
			begin(upload);
		}
	}

	private static boolean isWorthwhile(ResumableUpload upload) {
		Long length = upload.length();
		return upload.state() == UploadState.OPEN && upload.offset() > 0
				&& ((length != null) ? length : upload.offset()) >= MIN_BYTES
				&& ByteRangesBody.isType(upload.contentType());
	}

	/**
	 * Returns whether there is room for the rest of an upload and for its packed ranges.
	 */
	private boolean hasRoom(ResumableUpload upload) {
		Long length = upload.length();
		long bytes = (length != null) ? length : upload.offset();
		return this.space.hasRoom(2 * bytes - upload.offset());
	}

	private boolean hasPlace(String owner) {
		return running() < MAX_RUNNING && this.packings.values()
			.stream()
			.filter(EarlyPacking::isRunning)
			.filter((packing) -> packing.isOf(owner))
			.count() < MAX_OF_ACCOUNT;
	}

	/**
	 * Returns how many uploads are being packed.
	 */
	synchronized long running() {
		return this.packings.values().stream().filter(EarlyPacking::isRunning).count();
	}

	private void begin(ResumableUpload upload) {
		if (this.packings.size() >= MAX_REMEMBERED) {
			this.packings.values().removeIf((packing) -> !packing.isRunning());
		}
		Long length = upload.length();
		EarlyPacking packing = new EarlyPacking(this.files, upload,
				new DurableContent(this.partialFiles, upload.file(), this.uploads::now),
				(length != null) ? length : this.properties.maxVideoSize().toBytes());
		this.packings.put(upload.file().fileId(), packing);
		packing.begin();
	}

	/**
	 * Waits for the file with the ranges of an upload, if it is being packed here.
	 * @param whole the upload with all of its bytes
	 * @param sign sign of life of the request that waits, given each second; an exception
	 * of it ends the packing
	 * @return the file, which the caller has to remove if it does not need it; empty if
	 * the upload has to be packed now
	 */
	Optional<StoredFile> finish(ResumableUpload whole, Runnable sign) {
		return remove(whole.file()).flatMap((packing) -> packing.finish(whole, sign));
	}

	/**
	 * Ends the packing of an upload, and removes its file. Does nothing if there is none.
	 * @param file the upload's bytes
	 */
	void cancel(PartialFile file) {
		remove(file).ifPresent(EarlyPacking::cancel);
	}

	/**
	 * Removes a packing, so that only the caller decides on its file.
	 */
	private synchronized Optional<EarlyPacking> remove(PartialFile file) {
		return Optional.ofNullable(this.packings.remove(file.fileId()));
	}

	/**
	 * Ends all packings, and waits a moment for the removal of their files.
	 */
	@Override
	public void close() {
		List<EarlyPacking> last = removeAll();
		last.forEach(EarlyPacking::cancel);
		long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
		try {
			for (EarlyPacking packing : last) {
				packing.join(Duration.ofNanos(end - System.nanoTime()).toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized List<EarlyPacking> removeAll() {
		this.closed = true;
		List<EarlyPacking> all = List.copyOf(this.packings.values());
		this.packings.clear();
		return all;
	}

}
