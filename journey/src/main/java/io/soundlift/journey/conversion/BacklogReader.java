package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;

import com.mongodb.client.MongoCollection;
import io.soundlift.journey.outbox.EventType;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Reader of the backlog. The queries use the index of states and the sparse indexes of
 * due events, so their cost does not grow with the number of ended conversions.
 */
public final class BacklogReader {

	private static final Document PRESENT = new Document("$gt", new Date(0));

	private final MongoDatabaseFactory databases;

	/**
	 * Creates a reader of a database.
	 * @param databases the database
	 */
	public BacklogReader(MongoDatabaseFactory databases) {
		this.databases = databases;
	}

	/**
	 * Counts the conversions and events.
	 * @return the present backlog
	 */
	public Backlog read() {
		List<Document> unpublished = Arrays.stream(EventType.values()).map(BacklogReader::unpublished).toList();
		return new Backlog(count(inState(ConversionState.QUEUED)), count(inState(ConversionState.CONVERTING)),
				oldest(inState(ConversionState.QUEUED), Fields.CREATED_AT),
				unpublished.stream().mapToLong(this::count).sum(),
				Arrays.stream(EventType.values())
					.map((type) -> oldest(unpublished(type), type.path("createdAt")))
					.filter(Objects::nonNull)
					.min(Comparator.naturalOrder())
					.orElse(null));
	}

	private static Document inState(ConversionState state) {
		return new Document(Fields.STATE, state.name()).append(Fields.DELETED_AT, null);
	}

	/**
	 * Excludes events that are published again as a new wake-up.
	 */
	private static Document unpublished(EventType type) {
		return new Document(type.path("dueAt"), PRESENT).append(type.path("publishedAt"), null);
	}

	private long count(Document filter) {
		return conversions().countDocuments(filter);
	}

	private @Nullable Instant oldest(Document filter, String field) {
		Document oldest = conversions().find(filter)
			.projection(new Document(field, 1))
			.sort(new Document(field, 1))
			.first();
		Date date = (oldest != null) ? oldest.getEmbedded(List.of(field.split("\\.")), Date.class) : null;
		return (date != null) ? date.toInstant() : null;
	}

	private MongoCollection<Document> conversions() {
		return this.databases.getMongoDatabase().getCollection(Conversion.COLLECTION);
	}

}
