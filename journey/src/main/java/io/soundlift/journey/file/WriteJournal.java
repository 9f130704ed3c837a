package io.soundlift.journey.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Journal of files that are being written or deleted and are not confirmed by a
 * conversion. An entry is added before the first chunk and removed when the file is
 * referenced or removed. So leftovers of a crash are always listed here, without a search
 * through all chunks.
 */
final class WriteJournal {

	private static final String COLLECTION = "file_writes";

	private final MongoDatabaseFactory databases;

	private final Clock clock;

	WriteJournal(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.clock = clock;
	}

	void createIndexes() {
		collection().createIndex(new Document("touchedAt", 1));
		collection().createIndex(new Document("conversionId", 1).append("bucket", 1));
	}

	void begin(Bucket bucket, ObjectId fileId, String conversionId) {
		Document entry = new Document("_id", fileId).append("bucket", bucket.name())
			.append("conversionId", conversionId)
			.append("deleting", false)
			.append("touchedAt", this.clock.instant());
		collection().insertOne(entry);
	}

	/**
	 * Records that the file is still being written.
	 * @return whether the writer may continue: {@code false} once the janitor has removed
	 * the file
	 */
	boolean touch(ObjectId fileId) {
		Document touched = new Document("$set", new Document("touchedAt", this.clock.instant()));
		return collection().updateOne(new Document("_id", fileId).append("deleting", false), touched)
			.getMatchedCount() == 1;
	}

	/**
	 * Records that the file is written in several sessions and may stall until a given
	 * time, as if it were touched then.
	 * @return {@code false} once the file is being deleted
	 */
	boolean keep(ObjectId fileId, Instant until) {
		Document kept = new Document("$set", new Document("touchedAt", until));
		return collection().updateOne(new Document("_id", fileId).append("deleting", false), kept)
			.getMatchedCount() == 1;
	}

	/**
	 * Records that the file is being deleted, so that the deletion survives a crash.
	 */
	void markDeleting(Bucket bucket, ObjectId fileId) {
		Document update = new Document("$set", new Document("bucket", bucket.name()).append("deleting", true)
			.append("touchedAt", this.clock.instant()));
		collection().updateOne(new Document("_id", fileId), update, new UpdateOptions().upsert(true));
	}

	/**
	 * Claims a file that was not touched for some time, in order to remove it.
	 * @return {@code false} if it was touched or claimed meanwhile
	 */
	boolean takeOver(ObjectId fileId, Duration age) {
		Instant now = this.clock.instant();
		Document untouched = new Document("_id", fileId).append("touchedAt", new Document("$lt", now.minus(age)));
		Document taken = new Document("$set", new Document("deleting", true).append("touchedAt", now));
		return collection().updateOne(untouched, taken).getModifiedCount() == 1;
	}

	void end(ObjectId fileId) {
		collection().deleteOne(new Document("_id", fileId));
	}

	/**
	 * Returns whether a file is being written or deleted, or was when a process crashed.
	 */
	boolean contains(ObjectId fileId) {
		return collection().find(new Document("_id", fileId)).first() != null;
	}

	/**
	 * Returns entries that were not touched for some time.
	 * @param age minimum time since they were touched
	 * @return the entries, of writes as well as of deletions
	 */
	List<UnfinishedFile> untouchedFor(Duration age) {
		Instant limit = this.clock.instant().minus(age);
		return entries(new Document("touchedAt", new Document("$lt", limit)));
	}

	/**
	 * Returns the entries of one bucket for one conversion.
	 */
	List<UnfinishedFile> entriesFor(String conversionId, Bucket bucket) {
		return entries(new Document("conversionId", conversionId).append("bucket", bucket.name()));
	}

	private List<UnfinishedFile> entries(Document filter) {
		List<UnfinishedFile> entries = new ArrayList<>();
		for (Document entry : collection().find(filter)) {
			entries.add(new UnfinishedFile(Bucket.valueOf(entry.getString("bucket")), entry.getObjectId("_id"),
					entry.getString("conversionId"), entry.getBoolean("deleting", false)));
		}
		return entries;
	}

	private MongoCollection<Document> collection() {
		return this.databases.getMongoDatabase().getCollection(COLLECTION);
	}

}
