package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Search among the conversions of an owner. No index supports a search for parts of
 * names, so a call scans a limited number of conversions, and the next call continues
 * there.
 */
public final class ConversionSearch {

	/**
	 * Greatest number of conversions that one call scans.
	 */
	public static final int MAX_READ = 200;

	private final MongoOperations mongo;

	private final Conversions conversions;

	/**
	 * Creates the search in a database.
	 * @param mongo the database
	 * @param conversions the conversions of the same database
	 */
	public ConversionSearch(MongoOperations mongo, Conversions conversions) {
		this.mongo = mongo;
		this.conversions = conversions;
	}

	/**
	 * Finds conversions of an owner, newest first.
	 * @param ownerId id of the account
	 * @param after the place to go on after; {@code null} to begin
	 * @param filter criteria of the search
	 * @param limit the maximum number of conversions
	 * @return the conversions that were found, and the position of the next call
	 */
	public Page find(String ownerId, @Nullable Position after, ConversionFilter filter, int limit) {
		// one more than is scanned, to find out whether there are more
		Query query = Conversions.newest(ownerId, after).limit(MAX_READ + 1);
		query.fields().include(Fields.STATE, Fields.FILE_NAME, Fields.CREATED_AT);
		List<Document> candidates = this.mongo.find(query, Document.class, Conversion.COLLECTION);
		List<String> ids = new ArrayList<>();
		int read = 0;
		while (read < Math.min(candidates.size(), MAX_READ) && ids.size() < limit) {
			Document candidate = candidates.get(read++);
			if (filter.matches(ConversionState.valueOf(candidate.getString(Fields.STATE)),
					candidate.getString(Fields.FILE_NAME))) {
				ids.add(candidate.getString(Fields.ID));
			}
		}
		return new Page(load(ids, ownerId), (read < candidates.size()) ? position(candidates.get(read - 1)) : null);
	}

	/** Conversions that were deleted meanwhile are omitted. */
	private List<Conversion> load(List<String> ids, String ownerId) {
		if (ids.isEmpty()) {
			return List.of();
		}
		Map<String, Conversion> found = this.conversions.findOwned(ids, ownerId)
			.stream()
			.collect(Collectors.toMap(Conversion::id, Function.identity()));
		return ids.stream().filter(found::containsKey).map(found::get).toList();
	}

	private static Position position(Document conversion) {
		Instant createdAt = Objects.requireNonNull(conversion.getDate(Fields.CREATED_AT)).toInstant();
		return new Position(createdAt, conversion.getString(Fields.ID));
	}

	/**
	 * Result of one call.
	 *
	 * @param conversions the conversions, newest first, without their journeys
	 * @param next the position to continue after; {@code null} if everything was scanned
	 */
	public record Page(List<Conversion> conversions, @Nullable Position next) {
	}

}
