package io.soundlift.journey.file;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * What is really in the buckets, for whoever compares it with what should be there. Files
 * that are being written or deleted are left out: the journal takes care of them.
 * <p>
 * Going through chunks reads an index, or in the embedded server all of them, one after
 * the other. Neither holds more than ids in memory.
 */
public final class FileInventory {

	private final MongoDatabaseFactory databases;

	private final WriteJournal journal;

	private final Clock clock;

	/**
	 * The inventory of a database's buckets.
	 * @param databases where the buckets are
	 * @param clock tells the age of files
	 */
	public FileInventory(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.journal = new WriteJournal(databases, clock);
		this.clock = clock;
	}

	/**
	 * Goes through the files of a bucket.
	 * @param bucket the bucket
	 * @param age how long ago their writing must have begun
	 * @param action what to do with each
	 */
	public void eachFile(Bucket bucket, Duration age, Consumer<FoundFile> action) {
		for (Document file : collection(bucket.filesCollection()).find(olderThan(age, "_id"))
			.projection(Projections.include("length", "metadata.conversionId"))) {
			FoundFile found = new FoundFile(bucket, file.getObjectId("_id"),
					file.getEmbedded(List.of("metadata", "conversionId"), String.class),
					(file.get("length") instanceof Number length) ? length.longValue() : 0);
			if (!this.journal.contains(found.fileId())) {
				action.accept(found);
			}
		}
	}

	/**
	 * Goes through the chunks of a bucket whose file has no description.
	 * @param bucket the bucket
	 * @param age how long ago the writing of their file must have begun
	 * @param action what to do with the file that they are of
	 */
	public void eachLooseChunk(Bucket bucket, Duration age, Consumer<ObjectId> action) {
		ObjectId previous = null;
		for (Document chunk : collection(bucket.chunksCollection()).find(olderThan(age, "files_id"))
			.projection(Projections.fields(Projections.include("files_id"), Projections.excludeId()))) {
			ObjectId fileId = chunk.getObjectId("files_id");
			if (!fileId.equals(previous) && !isDescribed(bucket, fileId) && !this.journal.contains(fileId)) {
				action.accept(fileId);
			}
			previous = fileId;
		}
	}

	/**
	 * Tells whether the bytes of a file are there, going by the first.
	 * @param bucket the bucket
	 * @param file the file
	 * @return whether they are; {@code true} for a file without bytes
	 */
	public boolean hasBytes(Bucket bucket, StoredFile file) {
		return file.sizeBytes() == 0
				|| first(collection(bucket.chunksCollection()), FileStore.chunk(file.fileId(), 0)) != null;
	}

	/**
	 * Removes the chunks of a file that has no description. They may have gaps.
	 * @param bucket the bucket
	 * @param fileId the file
	 * @return how many bytes were removed at most, counted in whole chunks
	 */
	public long removeChunks(Bucket bucket, ObjectId fileId) {
		return collection(bucket.chunksCollection()).deleteMany(new Document("files_id", fileId)).getDeletedCount()
				* FileStore.CHUNK_BYTES;
	}

	private boolean isDescribed(Bucket bucket, ObjectId fileId) {
		return first(collection(bucket.filesCollection()), new Document("_id", fileId)) != null;
	}

	private static @Nullable Document first(MongoCollection<Document> collection, Document query) {
		return collection.find(query).projection(Projections.include("_id")).first();
	}

	/** An id begins with the second in which it was made. */
	private Document olderThan(Duration age, String field) {
		return new Document(field, new Document("$lt", new ObjectId(Date.from(this.clock.instant().minus(age)))));
	}

	private MongoCollection<Document> collection(String name) {
		return this.databases.getMongoDatabase().getCollection(name);
	}

}
