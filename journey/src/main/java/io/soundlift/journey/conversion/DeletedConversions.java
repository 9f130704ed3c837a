package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Stream;

import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Records of conversions whose documents were removed, kept for as long as clients may
 * request changes since then.
 */
public final class DeletedConversions {

	private static final String OWNER = "owner";

	private static final String DELETED_AT = "deletedAt";

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the records of a database.
	 * @param mongo the database
	 * @param clock clock of conversions
	 */
	public DeletedConversions(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		this.mongo.indexOps(Note.class)
			.createIndex(
					new Index().on(OWNER, Sort.Direction.ASC).on(DELETED_AT, Sort.Direction.ASC).named("ownerDeleted"));
		this.mongo.indexOps(Note.class).createIndex(new Index(DELETED_AT, Sort.Direction.ASC).named("deletedAt"));
	}

	void note(String id, String ownerId) {
		this.mongo.save(new Note(id, ownerId, this.clock.instant()));
	}

	/**
	 * Lists the deleted conversions of owners.
	 * @param ownerIds ids of the accounts
	 * @param since earliest time of the record, by the clock of the process that made it
	 * @return the records in no order, to be closed
	 */
	public Stream<Note> since(Collection<String> ownerIds, Instant since) {
		return this.mongo.stream(Query.query(Criteria.where(OWNER).in(ownerIds).and(DELETED_AT).gte(since)),
				Note.class);
	}

	/**
	 * Removes old records.
	 * @param before latest time of the records to remove
	 */
	public void removeBefore(Instant before) {
		this.mongo.remove(Query.query(Criteria.where(DELETED_AT).lt(before)), Note.class);
	}

	/**
	 * Record of a deleted conversion.
	 *
	 * @param id id of the conversion
	 * @param owner id of its account
	 * @param deletedAt when its documents were removed
	 */
	@Document("deleted_conversions")
	public record Note(@Id String id, String owner, Instant deletedAt) {

	}

}
