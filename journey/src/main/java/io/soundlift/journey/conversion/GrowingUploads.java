package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Running uploads, for converters that begin before the last byte. A converter only reads
 * the uploads; its claims are in documents of their own.
 */
public final class GrowingUploads {

	/** Name of the collection, whose documents gateways write. */
	public static final String COLLECTION = "uploads";

	/** Claims of converters on uploads. */
	static final String CLAIMS = "growing_conversions";

	/** Time without a sign of life of a request after which its upload counts as idle. */
	private static final Duration ACTIVE = Duration.ofSeconds(10);

	/** More than several gateways receive at a time. */
	private static final int MOST = 100;

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the uploads of a database.
	 * @param mongo the database
	 * @param clock clock of the uploads
	 */
	public GrowingUploads(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Creates the index that claims need. Does nothing where it exists.
	 */
	public void createIndexes() {
		this.mongo.indexOps(CLAIMS).createIndex(new Index().on("leaseUntil", Sort.Direction.ASC).named("leaseUntil"));
	}

	/**
	 * Lists uploads that are receiving bytes.
	 * @return the uploads, most recently active first, as slow ones are seldom active
	 */
	public List<GrowingUpload> active() {
		return this.mongo.find(
				Query.query(Criteria.where("state").is("OPEN").and("activeAt").gte(this.clock.instant().minus(ACTIVE)))
					.with(Sort.by(Sort.Direction.DESC, "activeAt"))
					.limit(MOST),
				GrowingUpload.class);
	}

	/**
	 * Finds an upload, whether or not it is receiving bytes.
	 * @param id its id
	 * @return the upload; empty if there is none
	 */
	public Optional<GrowingUpload> find(String id) {
		return Optional.ofNullable(this.mongo.findById(id, GrowingUpload.class));
	}

	static boolean isUnfinished(MongoOperations mongo, String id) {
		return mongo.exists(Query.query(Criteria.where("_id").is(id).and("state").in("OPEN", "WHOLE")), COLLECTION);
	}

	/**
	 * Claims an upload for a converter, unless another one works on it.
	 * @param id id of the upload
	 * @param worker the converter
	 * @param lease how long the claim holds unless it is renewed
	 * @return whether it has the claim
	 */
	public boolean claim(String id, String worker, Duration lease) {
		Instant now = this.clock.instant();
		// claims of crashed converters on any upload
		this.mongo.remove(Query.query(Criteria.where("leaseUntil").lt(now)), CLAIMS);
		try {
			this.mongo.insert(new Document("_id", id).append("worker", worker).append("leaseUntil", now.plus(lease)),
					CLAIMS);
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	/**
	 * Returns whether a converter works on an upload.
	 * @param id id of the upload
	 * @return whether it has a claim that holds
	 */
	public boolean isClaimed(String id) {
		return this.mongo.exists(Query.query(Criteria.where("_id").is(id).and("leaseUntil").gte(this.clock.instant())),
				CLAIMS);
	}

	/**
	 * Renews a claim.
	 * @param id id of the upload
	 * @param worker the converter that has claimed it
	 * @param lease how long the claim holds from now on
	 * @return {@code false} if another converter has claimed it
	 */
	public boolean renew(String id, String worker, Duration lease) {
		return this.mongo
			.updateFirst(held(id, worker), Update.update("leaseUntil", this.clock.instant().plus(lease)), CLAIMS)
			.getMatchedCount() == 1;
	}

	/**
	 * Ends a claim.
	 * @param id id of the upload
	 * @param worker the converter that has claimed it
	 */
	public void release(String id, String worker) {
		this.mongo.remove(held(id, worker), CLAIMS);
	}

	private static Query held(String id, String worker) {
		return Query.query(Criteria.where("_id").is(id).and("worker").is(worker));
	}

}
