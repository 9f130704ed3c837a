package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.support.Secrets;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Links to MP3s. A revoked link is removed, so that it is indistinguishable from one that
 * never existed. {@link Conversions#remove} removes those of a deleted conversion.
 */
public final class Shares {

	/**
	 * Name of the collection.
	 */
	public static final String COLLECTION = "shares";

	static final String CONVERSION = "conversionId";

	private static final String TOKEN_HASH = "tokenHash";

	private static final String OWNER = "owner";

	private static final String EXPIRES_AT = "expiresAt";

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the links of a database.
	 * @param mongo the database
	 * @param clock clock of their expiry
	 */
	public Shares(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 */
	public void createIndexes() {
		index(new Index().on(TOKEN_HASH, Sort.Direction.ASC).named("token"));
		index(new Index().on(CONVERSION, Sort.Direction.ASC)
			.on(EXPIRES_AT, Sort.Direction.ASC)
			.named("conversionExpiry"));
		index(new Index().on(OWNER, Sort.Direction.ASC).on(EXPIRES_AT, Sort.Direction.ASC).named("ownerExpiry"));
		index(new Index().on(EXPIRES_AT, Sort.Direction.ASC).named("expiresAt"));
	}

	private void index(Index index) {
		this.mongo.indexOps(Share.class).createIndex(index);
	}

	/**
	 * Adds a link, unless a limit is reached. Of several concurrent calls possibly all
	 * fail, but the limits are never exceeded.
	 * @param token what it ends with
	 * @param conversion the conversion whose MP3 it leads to
	 * @param expiresAt time from which on it is not valid
	 * @param maxOfConversion the maximum number of links to one MP3
	 * @param maxOfOwner the maximum number of links of one account
	 * @return the link; empty if a limit is reached
	 */
	public Optional<Share> add(String token, Conversion conversion, Instant expiresAt, int maxOfConversion,
			int maxOfOwner) {
		Share share = new Share(Secrets.newId(), Secrets.sha256(token), conversion.id(), conversion.owner(),
				this.clock.instant(), expiresAt);
		// counted after it was stored, so that concurrent calls see it
		this.mongo.insert(share);
		if (count(CONVERSION, conversion.id()) > maxOfConversion || count(OWNER, conversion.owner()) > maxOfOwner) {
			revoke(conversion.id(), share.id());
			return Optional.empty();
		}
		return Optional.of(share);
	}

	private long count(String field, String value) {
		return this.mongo.count(Query.query(inForce(field, value)), Share.class);
	}

	/**
	 * Finds a valid link.
	 * @param token what it ends with
	 * @return the link; empty if there is none, or it has expired
	 */
	public Optional<Share> find(String token) {
		return Optional
			.ofNullable(this.mongo.findOne(Query.query(inForce(TOKEN_HASH, Secrets.sha256(token))), Share.class));
	}

	/**
	 * Lists the valid links to an MP3, first to expire first.
	 * @param conversionId the conversion
	 * @return the links
	 */
	public List<Share> list(String conversionId) {
		return this.mongo.find(Query.query(inForce(CONVERSION, conversionId)).with(Sort.by(EXPIRES_AT)), Share.class);
	}

	private Criteria inForce(String field, String value) {
		return Criteria.where(field).is(value).and(EXPIRES_AT).gt(this.clock.instant());
	}

	/**
	 * Ends a link at once.
	 * @param conversionId the conversion
	 * @param id id of the link
	 * @return {@code false} if the conversion has no such link
	 */
	public boolean revoke(String conversionId, String id) {
		Criteria which = Criteria.where(Fields.ID).is(id).and(CONVERSION).is(conversionId);
		return this.mongo.remove(Query.query(which), Share.class).getDeletedCount() == 1;
	}

	/**
	 * Ends all links to an MP3 at once.
	 * @param conversionId the conversion
	 */
	public void revokeAll(String conversionId) {
		this.mongo.remove(Query.query(Criteria.where(CONVERSION).is(conversionId)), Share.class);
	}

	/**
	 * Removes expired links.
	 * @return how many were removed
	 */
	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	public long removeExpired() {
		Criteria expired = Criteria.where(EXPIRES_AT).lte(this.clock.instant());
		return this.mongo.remove(Query.query(expired), Share.class).getDeletedCount();
	}

}
