package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Videos and MP3s in MongoDB, in the layout of GridFS, with chunks of one MiB.
 * <p>
 * Chunks are written one by one in ascending order and removed in descending order, and
 * every lookup of a chunk is a plain equality on {@code {files_id, n}}. So a file's
 * chunks are 0 to some n without a gap at any moment, and a clean-up after a crash can
 * find them without scanning.
 */
public final class FileStore {

	static final int CHUNK_BYTES = 1024 * 1024;

	private final MongoDatabaseFactory databases;

	private final WriteJournal journal;

	private final FileReadings readings;

	private final Clock clock;

	/**
	 * Creates a store in the database of the given factory.
	 * @param databases where the buckets are
	 * @param clock clock of writes
	 */
	public FileStore(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.journal = new WriteJournal(databases, clock);
		this.readings = new FileReadings(databases, clock);
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the buckets need. Does nothing where they exist.
	 */
	public void createIndexes() {
		for (Bucket bucket : Bucket.values()) {
			chunks(bucket).createIndex(new Document("files_id", 1).append("n", 1), new IndexOptions().unique(true));
		}
		this.readings.createIndexes();
		this.journal.createIndexes();
	}

	/**
	 * Writes a file. Until {@link #confirm} no conversion refers to it; it is removed if
	 * it is not confirmed. After any exception nothing of it is left.
	 * @param bucket bucket to write to
	 * @param conversionId the conversion that is going to refer to it
	 * @param contentType its media type
	 * @param content its bytes, read to their end and not closed
	 * @param maxBytes the maximum allowed length in bytes
	 * @return the complete file
	 * @throws FileTooLargeException if there are more bytes than allowed
	 * @throws StoreFullException if the database has no room for it
	 * @throws IOException if the content can't be read to its end
	 */
	public StoredFile write(Bucket bucket, String conversionId, String contentType, InputStream content, long maxBytes)
			throws IOException {
		return write(bucket, conversionId, content, maxBytes,
				(fileId, written) -> StoredFile.whole(fileId, written.sizeBytes(), written.sha256(), contentType));
	}

	/**
	 * Writes a file with holes, of which only ranges are present. They are packed one
	 * after another, so that holes take no room and chunks have no gaps. Until
	 * {@link #confirm} no conversion refers to it; it is removed if it is not confirmed.
	 * After any exception nothing of it is left.
	 * @param bucket bucket to write to
	 * @param conversionId the conversion that is going to refer to it
	 * @param contentType its media type
	 * @param sizeBytes its length in bytes, in which all ranges are
	 * @param ranges its ranges, read to their end
	 * @param maxBytes the maximum allowed number of stored bytes
	 * @return the complete file
	 * @throws FileTooLargeException if there are more bytes than allowed
	 * @throws StoreFullException if the database has no room for it
	 * @throws IOException if the ranges can't be read to their end
	 */
	public StoredFile writeRanges(Bucket bucket, String conversionId, String contentType, long sizeBytes,
			RangeSource ranges, long maxBytes) throws IOException {
		return write(bucket, conversionId, new PackedRanges(ranges), maxBytes, (fileId,
				written) -> new StoredFile(fileId, sizeBytes, written.sha256(), contentType, written.sizeBytes()));
	}

	/**
	 * Returns what is stored before the bytes of a range of a file with holes.
	 * @param range the range
	 * @return its bytes
	 */
	public static ByteBuffer packedHeader(FileRange range) {
		return PackedRanges.header(range);
	}

	private StoredFile write(Bucket bucket, String conversionId, InputStream content, long maxBytes,
			BiFunction<ObjectId, ChunkWriter.Written, StoredFile> description) throws IOException {
		ObjectId fileId = new ObjectId();
		this.journal.begin(bucket, fileId, conversionId);
		ChunkWriter writer = new ChunkWriter(chunks(bucket), fileId, this.journal, this.clock);
		try {
			ChunkWriter.Written written = writer.writeAll(content, maxBytes);
			StoredFile file = description.apply(fileId, written);
			files(bucket).insertOne(description(file, conversionId, this.clock.instant()));
			if (!this.journal.touch(fileId)) {
				throw new IOException("The write of file " + fileId + " took too long and was cleaned up");
			}
			return file;
		}
		catch (MongoException ex) {
			abandon(bucket, fileId, writer.chunkCount(), ex);
			throw StoreFullException.isCauseOf(ex) ? new StoreFullException(ex) : ex;
		}
		catch (IOException | RuntimeException ex) {
			abandon(bucket, fileId, writer.chunkCount(), ex);
			throw ex;
		}
	}

	/**
	 * Records that a conversion refers to the file now.
	 * @param file what {@link #write} returned
	 */
	public void confirm(StoredFile file) {
		this.journal.end(file.fileId());
	}

	/**
	 * Opens a whole file without holes.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @return its bytes; reading fails with {@link FileMissingException} when a part is
	 * gone
	 */
	public InputStream read(Bucket bucket, StoredFile file) {
		return read(bucket, file, 0, file.sizeBytes());
	}

	/**
	 * Copies a whole file to a file of this machine, holes included.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @param target where to copy it, which must not exist
	 * @param through wrapper of the stream of stored bytes, which can count them or end
	 * the reading
	 * @throws FileMissingException if a part is gone
	 * @throws IOException if it can't be copied
	 */
	public void copy(Bucket bucket, StoredFile file, Path target, UnaryOperator<InputStream> through)
			throws IOException {
		try (InputStream stored = through.apply(stored(bucket, file))) {
			if (file.hasHoles()) {
				PackedRanges.unpack(stored, file.sizeBytes(), target);
			}
			else {
				Files.copy(stored, target);
			}
		}
	}

	/**
	 * Opens the rest of the ranges of a file with holes.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @param offset number of stored bytes to leave out, those of
	 * {@linkplain #packedHeader(FileRange) headers} included
	 * @param left how many of the next bytes belong to a range whose header was left out
	 * @return the ranges after that one; before the next one is asked for, the bytes that
	 * are left of that one have to be read
	 */
	public PackedRangesReader readRanges(Bucket bucket, StoredFile file, long offset, long left) {
		InputStream packed = new ChunkInputStream(chunks(bucket), file.fileId(), offset, file.storedBytes() - offset);
		return new PackedRangesReader(packed, file.sizeBytes(), left);
	}

	/**
	 * Copies a file within its bucket as it is stored, holes included. The copy is
	 * treated like a file of {@link #write}.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @param conversionId the conversion that is going to refer to the copy
	 * @param through wrapper of the stream of stored bytes, which can count them or end
	 * the reading
	 * @param maxBytes the maximum allowed number of stored bytes
	 * @return the complete copy
	 * @throws FileMissingException if a part is gone
	 * @throws FileTooLargeException if there are more bytes than allowed
	 * @throws StoreFullException if the database has no room for it
	 * @throws IOException if it can't be copied
	 */
	public StoredFile copy(Bucket bucket, StoredFile file, String conversionId, UnaryOperator<InputStream> through,
			long maxBytes) throws IOException {
		try (InputStream stored = through.apply(stored(bucket, file))) {
			return write(bucket, conversionId, stored, maxBytes, (fileId, written) -> new StoredFile(fileId,
					file.sizeBytes(), written.sha256(), file.contentType(), file.packedBytes()));
		}
	}

	private InputStream stored(Bucket bucket, StoredFile file) {
		return new ChunkInputStream(chunks(bucket), file.fileId(), 0, file.storedBytes());
	}

	/**
	 * Opens a part of a file without holes. Costs as much at the end of a file as at its
	 * beginning.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @param offset first byte, from 0
	 * @param length how many bytes; {@code offset + length} is at most the file's size
	 * @return those bytes; reading fails with {@link FileMissingException} when a part is
	 * gone
	 */
	public InputStream read(Bucket bucket, StoredFile file, long offset, long length) {
		if (file.hasHoles()) {
			throw new IllegalArgumentException("File " + file.fileId() + " has holes, so it can only be copied");
		}
		if (offset < 0 || length < 0 || offset + length > file.sizeBytes()) {
			throw new IllegalArgumentException(
					"Bytes %d+%d are not within a file of %d bytes".formatted(offset, length, file.sizeBytes()));
		}
		return new ChunkInputStream(chunks(bucket), file.fileId(), offset, length);
	}

	/**
	 * Begins to read a file that may be removed meanwhile. The caller has to check
	 * afterwards whether it still exists.
	 * @param file the file
	 * @return the reading that keeps the file, to be closed
	 */
	public FileReading beginReading(StoredFile file) {
		return this.readings.begin(file.fileId());
	}

	/**
	 * Returns whether a file is being read. Before it is removed it has to be recorded as
	 * gone, so that no new reading begins.
	 * @param fileId the file
	 * @return whether there is a reading that has neither ended nor stalled
	 */
	public boolean isBeingRead(ObjectId fileId) {
		return this.readings.isRead(fileId);
	}

	/**
	 * Removes the readings of crashed processes.
	 */
	public void forgetLapsedReadings() {
		this.readings.forgetLapsed();
	}

	/**
	 * Removes a file, whether or not it is being read. Does nothing if it is gone. If the
	 * process crashes in the middle, the janitor continues.
	 * @param bucket bucket of the file
	 * @param fileId the file
	 */
	public void delete(Bucket bucket, ObjectId fileId) {
		delete(bucket, fileId, 0);
	}

	private long delete(Bucket bucket, ObjectId fileId, int knownChunks) {
		this.journal.markDeleting(bucket, fileId);
		files(bucket).deleteOne(new Document("_id", fileId));
		int count = removeChunks(bucket, fileId, knownChunks);
		this.journal.end(fileId);
		return (long) count * CHUNK_BYTES;
	}

	/**
	 * Lists the files whose writing or deletion has stalled.
	 * @param age for how long at least
	 * @return the files
	 */
	public List<UnfinishedFile> unfinishedFor(Duration age) {
		return this.journal.untouchedFor(age);
	}

	/**
	 * Ends a stalled write whose file a conversion refers to after all.
	 * @param file the file
	 */
	public void confirm(UnfinishedFile file) {
		this.journal.end(file.fileId());
	}

	/**
	 * Removes a file whose writing or deletion has stalled, unless it has resumed.
	 * @param file the file
	 * @param age minimum time for which it must have stalled
	 * @return how many bytes were removed by this call, counted in whole chunks; empty if
	 * it did not remove the file
	 */
	public OptionalLong removeUnfinished(UnfinishedFile file, Duration age) {
		if (!this.journal.takeOver(file.fileId(), age)) {
			return OptionalLong.empty();
		}
		return OptionalLong.of(delete(file.bucket(), file.fileId(), 0));
	}

	/**
	 * Removes the files that were written for a conversion and never confirmed, those
	 * that are still being written included: their writers fail.
	 * @param bucket where they are
	 * @param conversionId the conversion
	 */
	public void deleteUnconfirmed(Bucket bucket, String conversionId) {
		for (UnfinishedFile file : this.journal.entriesFor(conversionId, bucket)) {
			delete(bucket, file.fileId());
		}
	}

	/**
	 * Removes a file to which nothing will refer, even in an interrupted thread. If that
	 * fails, the janitor does it later.
	 * @param bucket bucket of the file
	 * @param fileId the file
	 * @param cause why it is not needed; gets the failure as suppressed if it can't be
	 * removed now
	 */
	public void abandon(Bucket bucket, ObjectId fileId, Exception cause) {
		abandon(bucket, fileId, 0, cause);
	}

	private void abandon(Bucket bucket, ObjectId fileId, int knownChunks, Exception cause) {
		// the driver does nothing in an interrupted thread
		boolean interrupted = Thread.interrupted();
		try {
			delete(bucket, fileId, knownChunks);
		}
		catch (RuntimeException ex) {
			// the journal still lists the file, so the janitor removes it later
			cause.addSuppressed(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private int removeChunks(Bucket bucket, ObjectId fileId, int knownChunks) {
		MongoCollection<Document> chunks = chunks(bucket);
		int count = knownChunks;
		while (chunks.find(chunk(fileId, count)).projection(Projections.include("n")).first() != null) {
			count++;
		}
		for (int n = count - 1; n >= 0; n--) {
			chunks.deleteOne(chunk(fileId, n));
		}
		return count;
	}

	static Document chunk(ObjectId fileId, int n) {
		return new Document("files_id", fileId).append("n", n);
	}

	static Document description(StoredFile file, String conversionId, Instant now) {
		Document metadata = new Document("conversionId", conversionId).append("sha256", file.sha256())
			.append("contentType", file.contentType());
		if (file.hasHoles()) {
			// so that GridFS tools, which don't support holes, read the content of the
			// chunks
			metadata.append("unpackedLength", file.sizeBytes());
		}
		return new Document("_id", file.fileId()).append("length", file.storedBytes())
			.append("chunkSize", CHUNK_BYTES)
			.append("uploadDate", now)
			.append("filename", conversionId)
			.append("metadata", metadata);
	}

	private MongoCollection<Document> files(Bucket bucket) {
		return this.databases.getMongoDatabase().getCollection(bucket.filesCollection());
	}

	private MongoCollection<Document> chunks(Bucket bucket) {
		return this.databases.getMongoDatabase().getCollection(bucket.chunksCollection());
	}

}
