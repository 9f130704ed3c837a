package io.soundlift.journey.file;

import java.time.Clock;
import java.time.Duration;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Readings of files. A file is not removed while it is read.
 * <p>
 * A removal first records that the file is gone, then checks for readings. A reading is
 * first recorded, then checks whether the file is gone. So at least one of them sees the
 * other.
 */
final class FileReadings {

	static final String COLLECTION = "file_reads";

	/** A client that reads nothing is disconnected well before that. */
	static final Duration LEASE = Duration.ofMinutes(5);

	/** A removal waits for no reading longer than that. */
	static final Duration LONGEST = Duration.ofDays(1);

	private final MongoDatabaseFactory databases;

	private final Clock clock;

	FileReadings(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.clock = clock;
	}

	void createIndexes() {
		collection().createIndex(new Document("fileId", 1));
		collection().createIndex(new Document("until", 1));
	}

	FileReading begin(ObjectId fileId) {
		ObjectId id = new ObjectId();
		collection().insertOne(
				new Document("_id", id).append("fileId", fileId).append("until", this.clock.instant().plus(LEASE)));
		return new FileReading(this, id, this.clock);
	}

	/**
	 * Continues a reading.
	 * @return {@code false} if it has expired
	 */
	boolean renew(ObjectId id) {
		Document held = new Document("_id", id).append("until", new Document("$gt", this.clock.instant()));
		Document renewed = new Document("$set", new Document("until", this.clock.instant().plus(LEASE)));
		return collection().updateOne(held, renewed).getMatchedCount() == 1;
	}

	void end(ObjectId id) {
		collection().deleteOne(new Document("_id", id));
	}

	boolean isRead(ObjectId fileId) {
		Document held = new Document("fileId", fileId).append("until", new Document("$gt", this.clock.instant()));
		return collection().find(held).first() != null;
	}

	void forgetLapsed() {
		collection().deleteMany(new Document("until", new Document("$lte", this.clock.instant())));
	}

	private MongoCollection<Document> collection() {
		return this.databases.getMongoDatabase().getCollection(COLLECTION);
	}

}
