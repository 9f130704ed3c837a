package io.soundlift.gateway.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts the requests of each account within the minute, at all gateways together. Loss
 * of the counts does little harm, so writes do not wait until they are durable.
 */
@Component
final class RequestCounts {

	private static final int MAX_TRIES = 10;

	private static final Duration FORGET_AFTER = Duration.ofHours(1);

	private final MongoDatabaseFactory databases;

	private final Clock clock;

	RequestCounts(MongoDatabaseFactory databases, Clock clock) {
		this.databases = databases;
		this.clock = clock;
	}

	/**
	 * Counts a request.
	 * @param owner id of the account
	 * @return number of its requests in this minute, with this one
	 */
	int count(String owner) {
		long minute = minute();
		// the clock of another gateway may already be in the next minute
		Document current = new Document("_id", owner).append("minute", new Document("$gte", minute));
		Document past = new Document("_id", owner).append("minute", new Document("$lt", minute));
		Document first = new Document("$set", new Document("minute", minute).append("count", 1));
		for (int i = 0; i < MAX_TRIES; i++) {
			Document counted = collection().findOneAndUpdate(current, new Document("$inc", new Document("count", 1)),
					new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
			if (counted != null) {
				return counted.getInteger("count");
			}
			if (begin(past, first)) {
				return 1;
			}
		}
		throw new ConcurrencyFailureException("The requests of account " + owner + " can't be counted");
	}

	/**
	 * Begins a minute.
	 * @return {@code false} if another request was faster
	 */
	private boolean begin(Document past, Document first) {
		try {
			collection().updateOne(past, first, new UpdateOptions().upsert(true));
			return true;
		}
		catch (MongoWriteException ex) {
			if (ex.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Returns how many requests there were in this minute.
	 * @param owner id of the account
	 * @return their number, this one among them if it was counted
	 */
	int current(String owner) {
		Document stored = collection().find(new Document("_id", owner)).first();
		return (stored != null && stored.getLong("minute") >= minute()) ? stored.getInteger("count") : 0;
	}

	/**
	 * Returns the time until counting restarts.
	 * @return more than nothing and up to a minute
	 */
	Duration untilReset() {
		return Duration.ofSeconds(60 - Math.floorMod(this.clock.instant().getEpochSecond(), 60L));
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	void forgetTheUnused() {
		collection().deleteMany(new Document("minute", new Document("$lt", minute() - FORGET_AFTER.toMinutes())));
	}

	private long minute() {
		return Math.floorDiv(this.clock.instant().getEpochSecond(), 60L);
	}

	private MongoCollection<Document> collection() {
		return this.databases.getMongoDatabase().getCollection("account_requests").withWriteConcern(WriteConcern.W1);
	}

}
