package io.soundlift.journey.file;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Files that are written in several sessions, by one process or by several. Their layout
 * is that of {@link FileStore}, whose methods remove them.
 */
public final class PartialFiles {

	private final MongoDatabaseFactory databases;

	private final WriteJournal journal;

	private final Clock clock;

	/**
	 * Creates the files of a database.
	 * @param databases where the buckets are
	 * @param clock clock of the journal
	 */
	public PartialFiles(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.journal = new WriteJournal(databases, clock);
		this.clock = clock;
	}

	/**
	 * Begins a file.
	 * @param bucket bucket to write to
	 * @param conversionId the conversion that is going to refer to it
	 * @param until time up to which no upkeep removes it
	 * @return the file without any bytes
	 */
	public PartialFile begin(Bucket bucket, String conversionId, Instant until) {
		PartialFile file = new PartialFile(new ObjectId(), 0, new ResumableSha256().state());
		this.journal.begin(bucket, file.fileId(), conversionId);
		this.journal.keep(file.fileId(), until);
		return file;
	}

	/**
	 * Keeps a file for longer.
	 * @param file the file
	 * @param until time up to which no upkeep removes it
	 * @return {@code false} if it is being removed
	 */
	public boolean keep(PartialFile file, Instant until) {
		return this.journal.keep(file.fileId(), until);
	}

	/**
	 * Resumes the writing of a file. Bytes after those that count are overwritten.
	 * @param bucket bucket of the file
	 * @param file the bytes that count
	 * @param fence number of this writer, higher than those of all earlier ones, which
	 * can't write once it has written a chunk
	 * @return the writer, to be closed
	 * @throws FileMissingException if bytes of the file are gone
	 */
	public ChunkAppender append(Bucket bucket, PartialFile file, long fence) throws FileMissingException {
		int filled = (int) (file.sizeBytes() % FileStore.CHUNK_BYTES);
		byte[] buffer = new byte[FileStore.CHUNK_BYTES];
		if (filled > 0) {
			int n = (int) (file.sizeBytes() / FileStore.CHUNK_BYTES);
			Document chunk = chunks(bucket).find(FileStore.chunk(file.fileId(), n)).first();
			byte[] data = (chunk != null) ? chunk.get("data", Binary.class).getData() : new byte[0];
			if (data.length < filled) {
				throw new FileMissingException("Chunk %d of file %s is gone".formatted(n, file.fileId()));
			}
			System.arraycopy(data, 0, buffer, 0, filled);
		}
		return new ChunkAppender(chunks(bucket), file, fence, buffer);
	}

	/**
	 * Removes chunks that a writer has added to a file after its removal. Such chunks may
	 * have gaps.
	 * @param bucket former bucket of the file
	 * @param file the file
	 */
	public void removeStrayChunks(Bucket bucket, PartialFile file) {
		Document any = new Document("files_id", file.fileId());
		// one by one, as the embedded server loads everything that a command deletes
		while (chunks(bucket).deleteOne(any).getDeletedCount() == 1) {
			continue;
		}
	}

	/**
	 * Returns whether the bytes of a file exist, judging by the first chunk.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @return {@code false} if it was removed
	 */
	public boolean hasBytes(Bucket bucket, PartialFile file) {
		return exists(chunks(bucket), file.fileId(), 0);
	}

	/**
	 * Opens the bytes of a file that count.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @return its bytes; reading fails with {@link FileMissingException} when a part is
	 * gone
	 */
	public InputStream read(Bucket bucket, PartialFile file) {
		return new ChunkInputStream(chunks(bucket), file.fileId(), 0, file.sizeBytes());
	}

	/**
	 * Opens bytes of a file that count.
	 * @param bucket bucket of the file
	 * @param file the file
	 * @param offset first byte, less than the number of bytes that count
	 * @return the bytes from there on; reading fails with {@link FileMissingException}
	 * when a part is gone
	 */
	public InputStream read(Bucket bucket, PartialFile file, long offset) {
		return new ChunkInputStream(chunks(bucket), file.fileId(), offset, file.sizeBytes() - offset);
	}

	/**
	 * Completes a file with the bytes that count, without others. May be repeated. Until
	 * {@link FileStore#confirm} no conversion refers to it.
	 * @param bucket bucket of the file
	 * @param file the file with all of its bytes, at least one
	 * @param conversionId the conversion that is going to refer to it
	 * @param contentType its media type
	 * @return the complete file
	 */
	public StoredFile complete(Bucket bucket, PartialFile file, String conversionId, String contentType) {
		trim(chunks(bucket), file);
		StoredFile stored = StoredFile.whole(file.fileId(), file.sizeBytes(),
				new ResumableSha256(file.digest()).digest(), contentType);
		this.databases.getMongoDatabase()
			.getCollection(bucket.filesCollection())
			.replaceOne(new Document("_id", file.fileId()),
					FileStore.description(stored, conversionId, this.clock.instant()),
					new ReplaceOptions().upsert(true));
		return stored;
	}

	private static void trim(MongoCollection<Document> chunks, PartialFile file) {
		int last = (int) ((file.sizeBytes() - 1) / FileStore.CHUNK_BYTES);
		int length = (int) (file.sizeBytes() - (long) last * FileStore.CHUNK_BYTES);
		Document chunk = chunks.find(FileStore.chunk(file.fileId(), last)).first();
		if (chunk != null && chunk.get("data", Binary.class).length() > length) {
			byte[] data = Arrays.copyOf(chunk.get("data", Binary.class).getData(), length);
			chunks.updateOne(FileStore.chunk(file.fileId(), last),
					new Document("$set", new Document("data", new Binary(data))));
		}
		int end = last + 1;
		while (exists(chunks, file.fileId(), end)) {
			end++;
		}
		for (int n = end - 1; n > last; n--) {
			chunks.deleteOne(FileStore.chunk(file.fileId(), n));
		}
	}

	private static boolean exists(MongoCollection<Document> chunks, ObjectId fileId, int n) {
		return chunks.find(FileStore.chunk(fileId, n)).projection(Projections.include("n")).first() != null;
	}

	private MongoCollection<Document> chunks(Bucket bucket) {
		return this.databases.getMongoDatabase().getCollection(bucket.chunksCollection());
	}

}
