package io.soundlift.journey.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.support.Backoff;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * The outboxes of all conversions, seen as one queue of entries that are due.
 */
final class OutboxEntries {

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(30));

	private final MongoDatabaseFactory databases;

	private final String collection;

	private final Clock clock;

	OutboxEntries(MongoDatabaseFactory databases, String collection, Clock clock) {
		this.databases = databases;
		this.collection = collection;
		this.clock = clock;
	}

	/**
	 * Claims any due entry, so that no other relay publishes it at the same time.
	 */
	Optional<ClaimedEntry> claimAny(EventType type) {
		return claim(type, due(type));
	}

	/**
	 * Claims the entry of one conversion if it is due.
	 */
	Optional<ClaimedEntry> claim(EventType type, String conversionId) {
		Document filter = new Document("_id", conversionId);
		filter.putAll(due(type));
		return claim(type, filter);
	}

	private Document due(EventType type) {
		return new Document(type.path("dueAt"), new Document("$lte", this.clock.instant()));
	}

	private Optional<ClaimedEntry> claim(EventType type, Document filter) {
		Document before = conversions().find(filter).first();
		if (before == null) {
			return Optional.empty();
		}
		int tries = entry(before, type).getInteger("tries", 0);
		Date nextTry = Date.from(this.clock.instant().plus(BACKOFF.after(tries + 1)));
		Document unchanged = new Document("_id", before.getString("_id"))
			.append(type.path("dueAt"), entry(before, type).getDate("dueAt"))
			.append(type.path("tries"), tries);
		Document update = new Document("$set", new Document(type.path("dueAt"), nextTry)).append("$inc",
				new Document(type.path("tries"), 1));
		Document after = conversions().findOneAndUpdate(unchanged, update,
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
		return Optional.ofNullable(after).map((document) -> claimed(document, type));
	}

	/**
	 * Records that the broker has the message, unless the entry was made due again
	 * meanwhile.
	 * @param step the step that ends with it; {@code null} for none
	 */
	void markPublished(ClaimedEntry entry, @Nullable JourneyStep step) {
		Document unchanged = new Document("_id", entry.conversionId()).append(entry.type().path("tries"), entry.tries())
			.append(entry.type().path("dueAt"), Date.from(entry.nextTry()));
		Document update = new Document("$set", new Document(entry.type().path("publishedAt"), this.clock.instant()))
			.append("$unset", new Document(entry.type().path("dueAt"), ""));
		if (step != null) {
			update.append("$push", new Document(JourneyLog.STEPS, JourneyLog.added(step, JourneyLog.MAX_STEPS)));
		}
		conversions().updateOne(unchanged, update);
	}

	private static ClaimedEntry claimed(Document conversion, EventType type) {
		Document entry = entry(conversion, type);
		Map<String, String> trace = new HashMap<>();
		entry.get("trace", new Document()).forEach((key, value) -> trace.put(key, String.valueOf(value)));
		return new ClaimedEntry(conversion.getString("_id"), type, trace, entry.getDate("createdAt").toInstant(),
				entry.getInteger("tries", 0), entry.getDate("dueAt").toInstant());
	}

	private static Document entry(Document conversion, EventType type) {
		return conversion.get("outbox", Document.class).get(type.slot(), Document.class);
	}

	private MongoCollection<Document> conversions() {
		return this.databases.getMongoDatabase().getCollection(this.collection);
	}

	/**
	 * An entry that this relay publishes.
	 *
	 * @param conversionId the conversion
	 * @param type the event
	 * @param trace trace context of the change that caused it
	 * @param createdAt when the event happened
	 * @param tries how many times publishing was tried, this time included
	 * @param nextTry when another relay takes over if it is still unpublished
	 */
	record ClaimedEntry(String conversionId, EventType type, Map<String, String> trace, Instant createdAt, int tries,
			Instant nextTry) {
	}

}
