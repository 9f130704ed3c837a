package io.soundlift.journey.file;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
 * Actual content of the buckets, for comparison with the expected content. Files that are
 * being written or deleted are omitted: the journal covers them.
 * <p>
 * Memory does not grow with the number of files: they are read in pages, in the order of
 * an index.
 */
public final class FileInventory {

	private static final int PAGE = 200;

	private static final ObjectId LOWEST = new ObjectId(new byte[12]);

	private final MongoDatabaseFactory databases;

	private final WriteJournal journal;

	private final Clock clock;

	private final Runnable afterEach;

	/**
	 * Creates the inventory of a database's buckets.
	 * @param databases database of the buckets
	 * @param clock clock of the files' ages
	 * @param afterEach action to run after each file
	 */
	public FileInventory(MongoDatabaseFactory databases, Clock clock, Runnable afterEach) {
		this.databases = databases;
		this.journal = new WriteJournal(databases, clock);
		this.clock = clock;
		this.afterEach = afterEach;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		for (Bucket bucket : Bucket.values()) {
			collection(bucket.filesCollection()).createIndex(new Document("uploadDate", 1).append("_id", 1));
		}
	}

	/**
	 * Iterates over the files of a bucket, oldest first.
	 * @param bucket the bucket
	 * @param age minimum time since they were written
	 * @param action what to do with each
	 */
	public void eachFile(Bucket bucket, Duration age, Consumer<FoundFile> action) {
		Date until = Date.from(this.clock.instant().minus(age));
		List<Document> page = files(bucket, new Document("uploadDate", new Document("$lt", until)), PAGE);
		while (!page.isEmpty()) {
			page.forEach((file) -> visit(bucket, file, action));
			page = filesAfter(bucket, page.get(page.size() - 1), until);
		}
	}

	private void visit(Bucket bucket, Document file, Consumer<FoundFile> action) {
		FoundFile found = new FoundFile(bucket, file.getObjectId("_id"),
				file.getEmbedded(List.of("metadata", "conversionId"), String.class),
				(file.get("length") instanceof Number length) ? length.longValue() : 0);
		if (!this.journal.contains(found.fileId())) {
			action.accept(found);
		}
		this.afterEach.run();
	}

	private List<Document> filesAfter(Bucket bucket, Document last, Date until) {
		Date time = last.getDate("uploadDate");
		List<Document> page = files(bucket,
				new Document("uploadDate", time).append("_id", new Document("$gt", last.getObjectId("_id"))), PAGE);
		if (page.size() < PAGE) {
			page.addAll(files(bucket, new Document("uploadDate", new Document("$gt", time).append("$lt", until)),
					PAGE - page.size()));
		}
		return page;
	}

	private List<Document> files(Bucket bucket, Document filter, int limit) {
		return collection(bucket.filesCollection()).find(filter)
			.sort(new Document("uploadDate", 1).append("_id", 1))
			.limit(limit)
			.projection(Projections.include("uploadDate", "length", "metadata.conversionId"))
			.into(new ArrayList<>());
	}

	/**
	 * Iterates over the files of which a bucket has chunks but no description.
	 * @param bucket the bucket
	 * @param age minimum time since the writing of the file began
	 * @param action what to do with each
	 */
	public void eachUndescribedFile(Bucket bucket, Duration age, Consumer<ObjectId> action) {
		// an id begins with the second in which it was created
		ObjectId until = new ObjectId(Date.from(this.clock.instant().minus(age)));
		ObjectId fileId = fileAfter(bucket, LOWEST, until);
		while (fileId != null) {
			if (!isDescribed(bucket, fileId) && !this.journal.contains(fileId)) {
				action.accept(fileId);
			}
			this.afterEach.run();
			fileId = fileAfter(bucket, fileId, until);
		}
	}

	private @Nullable ObjectId fileAfter(Bucket bucket, ObjectId fileId, ObjectId until) {
		Document chunk = collection(bucket.chunksCollection())
			.find(new Document("files_id", new Document("$gt", fileId).append("$lt", until)))
			.sort(new Document("files_id", 1))
			.projection(Projections.fields(Projections.include("files_id"), Projections.excludeId()))
			.first();
		return (chunk != null) ? chunk.getObjectId("files_id") : null;
	}

	/**
	 * Returns whether the bytes of a file exist, judging by the first chunk.
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
	 * @return upper bound of the removed bytes, counted in whole chunks
	 */
	public long removeChunks(Bucket bucket, ObjectId fileId) {
		MongoCollection<Document> chunks = collection(bucket.chunksCollection());
		long removed = 0;
		// one by one, as the embedded server loads everything that a command deletes
		while (chunks.deleteOne(new Document("files_id", fileId)).getDeletedCount() == 1) {
			removed++;
		}
		return removed * FileStore.CHUNK_BYTES;
	}

	private boolean isDescribed(Bucket bucket, ObjectId fileId) {
		return first(collection(bucket.filesCollection()), new Document("_id", fileId)) != null;
	}

	private static @Nullable Document first(MongoCollection<Document> collection, Document query) {
		return collection.find(query).projection(Projections.include("_id")).first();
	}

	private MongoCollection<Document> collection(String name) {
		return this.databases.getMongoDatabase().getCollection(name);
	}

}
