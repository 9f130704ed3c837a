package io.soundlift.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Free space of the store on its disk, including free space within its file.
 */
final class StoreSpace {

	/**
	 * Space that is reserved for everything but chunks: changed documents, the journal of
	 * deletions, and rewritten parts of the file. A store that can't write closes itself.
	 */
	static final long RESERVED_BYTES = 64L * 1024 * 1024;

	/** {@code OutOfDiskSpace} in MongoDB's list of error codes. */
	private static final int OUT_OF_DISK_SPACE = 14031;

	private final MVStore store;

	private final @Nullable Path file;

	/**
	 * Creates the space of a store.
	 * @param store the store
	 * @param file its file; {@code null} if it is in memory, which is not checked
	 */
	StoreSpace(MVStore store, @Nullable Path file) {
		this.store = store;
		this.file = file;
	}

	/**
	 * Requires space for a chunk.
	 * @throws MongoServerError if there is none
	 */
	void requireRoom() {
		if (this.file != null && free(disk(this.file)) < RESERVED_BYTES) {
			throw new MongoServerError(OUT_OF_DISK_SPACE, "OutOfDiskSpace",
					"The disk of " + this.file + " is full: less than " + RESERVED_BYTES + " bytes are free");
		}
	}

	/**
	 * Adds the size and the used space of the disk to the response of {@code dbStats},
	 * under MongoDB's names.
	 * @param stats the response
	 */
	void addTo(Document stats) {
		if (this.file != null) {
			FileStore disk = disk(this.file);
			long total = total(disk);
			// free space within the file counts as free; the reserve does not
			stats.put("fsTotalSize", (double) total);
			stats.put("fsUsedSize", (double) (total - Math.max(0, free(disk) - RESERVED_BYTES)));
		}
	}

	private long free(FileStore disk) {
		org.h2.mvstore.FileStore<?> inFile = this.store.getFileStore();
		long freeInFile = inFile.size() / 100 * (100 - inFile.getFillRate());
		try {
			return disk.getUsableSpace() + freeInFile;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to look at the disk of " + this.file, ex);
		}
	}

	private static long total(FileStore disk) {
		try {
			return disk.getTotalSpace();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to look at the disk " + disk, ex);
		}
	}

	private static FileStore disk(Path file) {
		try {
			return Files.getFileStore(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to look at the disk of " + file, ex);
		}
	}

}
