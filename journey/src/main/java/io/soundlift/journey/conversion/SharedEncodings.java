package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Claims of converters on single chunks of running conversions, so that several
 * converters encode one long audio together.
 * <p>
 * One document per conversion lists which converter encodes which chunk, and until when
 * each of these converters counts as alive. The claims of one that no longer does are
 * free. Claims only prevent that two converters encode the same chunk: two that did would
 * get the same bytes, of which {@link KeptChunks} keeps those that come first.
 */
public final class SharedEncodings {

	/** Name of the collection. */
	static final String COLLECTION = "shared_encodings";

	private static final String PLAN = "plan";

	private static final String CONVERTER = "converter";

	private static final String ENCODER = "encoder";

	private static final String MAX_HELPERS = "maxHelpers";

	/** Time at which the conversion's own converter counts as dead. */
	private static final String UNTIL = "until";

	private static final String ALIVE = "alive";

	private static final String CHUNKS = "chunks";

	/** Name in place of that of a converter once the chunk is kept. */
	private static final String DONE = "";

	/** Time after which the document of a conversion without a converter is removed. */
	private static final Duration ABANDONED = Duration.ofMinutes(2);

	/** More than one converter can choose from. */
	private static final int MOST = 100;

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the shared encodings of a database.
	 * @param mongo the database
	 * @param clock clock of the claims
	 */
	public SharedEncodings(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Creates the index that {@link #open()} needs. Does nothing where it exists.
	 */
	public void createIndexes() {
		this.mongo.indexOps(COLLECTION).createIndex(new Index().on(UNTIL, Sort.Direction.ASC).named(UNTIL));
	}

	/**
	 * Shares a conversion. Claims on chunks of the same plan stay valid when another
	 * attempt shares it again.
	 * @param shared the conversion
	 * @param lease how long its converter counts as alive from now on
	 */
	public void share(SharedEncoding shared, Duration lease) {
		Instant now = this.clock.instant();
		Instant until = now.plus(lease);
		Update update = new Update().set(CONVERTER, shared.converter())
			.set(ENCODER, shared.encoder())
			.set(MAX_HELPERS, shared.maxHelpers())
			.set(UNTIL, until)
			.set(alive(shared.converter()), until);
		if (change(samePlan(shared.id(), shared.plan()), update) == 0) {
			this.mongo.save(new Document("_id", shared.id()).append(PLAN, shared.plan())
				.append(CONVERTER, shared.converter())
				.append(ENCODER, shared.encoder())
				.append(MAX_HELPERS, shared.maxHelpers())
				.append(UNTIL, until)
				.append(ALIVE, new Document(shared.converter(), until))
				.append(CHUNKS, new Document()), COLLECTION);
		}
	}

	/**
	 * Goes on sharing a conversion.
	 * @param shared the conversion; nothing happens if another converter shares it by now
	 * @param lease how long its converter counts as alive from now on
	 * @return {@code false} if it is no longer shared, or another converter shares it
	 */
	public boolean goOn(SharedEncoding shared, Duration lease) {
		Instant until = this.clock.instant().plus(lease);
		return change(samePlan(shared.id(), shared.plan()).and(CONVERTER).is(shared.converter()),
				new Update().set(UNTIL, until).set(alive(shared.converter()), until)) == 1;
	}

	/**
	 * Notes that no further converter can help: each chunk is claimed or kept.
	 * @param shared the conversion; another attempt may share it again
	 */
	public void needsNoMore(SharedEncoding shared) {
		change(samePlan(shared.id(), shared.plan()), Update.update(MAX_HELPERS, 0));
	}

	/**
	 * Lists the conversions whose converters are alive.
	 * @return up to 100 conversions, in the order of their leases
	 */
	public List<SharedEncoding> open() {
		Query open = Query.query(Criteria.where(UNTIL).gt(this.clock.instant())).with(Sort.by(UNTIL)).limit(MOST);
		open.fields().include(PLAN, CONVERTER, ENCODER, MAX_HELPERS, UNTIL);
		return this.mongo.find(open, Document.class, COLLECTION)
			.stream()
			.map((shared) -> new SharedEncoding(shared.getString("_id"), shared.getString(PLAN),
					shared.getString(CONVERTER), shared.getString(ENCODER), shared.getInteger(MAX_HELPERS, 0)))
			.toList();
	}

	/**
	 * Removes what crashed converters have left, after two minutes.
	 */
	public void removeAbandoned() {
		this.mongo.remove(Query.query(Criteria.where(UNTIL).lt(this.clock.instant().minus(ABANDONED))), COLLECTION);
	}

	/**
	 * Begins to help with a conversion.
	 * @param shared the conversion
	 * @param converter the converter that helps
	 * @param lease how long it counts as alive from now on
	 * @return {@code false} if enough others help, or the conversion is no longer shared
	 * under this plan
	 */
	public boolean join(SharedEncoding shared, String converter, Duration lease) {
		Query query = Query.query(samePlan(shared.id(), shared.plan()));
		query.fields().include(ALIVE);
		Document found = this.mongo.findOne(query, Document.class, COLLECTION);
		return found != null && others(found.get(ALIVE, new Document()), shared, converter) < shared.maxHelpers()
				&& renew(shared.id(), shared.plan(), converter, lease);
	}

	private long others(Document alive, SharedEncoding shared, String converter) {
		return alive.keySet()
			.stream()
			.filter((other) -> !other.equals(converter) && !other.equals(shared.converter()) && isAlive(alive, other))
			.count();
	}

	/**
	 * Renews the claims of a converter that helps.
	 * @param id the conversion
	 * @param plan the plan that it encodes under
	 * @param converter the converter
	 * @param lease how long it counts as alive from now on
	 * @return {@code false} if the conversion is no longer shared under this plan
	 */
	public boolean renew(String id, String plan, String converter, Duration lease) {
		return change(samePlan(id, plan), Update.update(alive(converter), this.clock.instant().plus(lease))) == 1;
	}

	/**
	 * Claims a chunk.
	 * @param id the conversion
	 * @param plan the plan that the converter encodes under
	 * @param index place of the chunk, from 0
	 * @param converter the converter, whose lease holds
	 * @return {@code false} if another converter is encoding it, or the conversion is not
	 * shared under this plan
	 */
	public boolean claim(String id, String plan, int index, String converter) {
		Document shared = find(id, plan, index);
		if (shared == null || isTaken(shared, index, converter)) {
			return false;
		}
		String claimant = claimant(shared, index);
		Criteria unchanged = samePlan(id, plan).and(chunk(index));
		return change((claimant != null) ? unchanged.is(claimant) : unchanged.exists(false),
				Update.update(chunk(index), converter)) == 1;
	}

	/**
	 * Returns whether another converter that is alive encodes a chunk.
	 * @param id the conversion
	 * @param plan the plan
	 * @param index place of the chunk, from 0
	 * @param converter the converter that asks
	 * @return {@code false} if the chunk is free, kept, or claimed by the one that asks
	 */
	public boolean isTaken(String id, String plan, int index, String converter) {
		Document shared = find(id, plan, index);
		return shared != null && isTaken(shared, index, converter);
	}

	private boolean isTaken(Document shared, int index, String converter) {
		String claimant = claimant(shared, index);
		if (claimant == null || claimant.equals(DONE) || claimant.equals(converter)) {
			return false;
		}
		return isAlive(shared.get(ALIVE, new Document()), claimant);
	}

	private boolean isAlive(Document alive, String converter) {
		return alive.get(converter) instanceof Date until && until.toInstant().isAfter(this.clock.instant());
	}

	private static @Nullable String claimant(Document shared, int index) {
		return shared.get(CHUNKS, new Document()).getString(String.valueOf(index));
	}

	/**
	 * Notes that a claimed chunk is kept.
	 * @param id the conversion
	 * @param index place of the chunk, from 0
	 * @param converter the converter that has claimed it
	 */
	public void kept(String id, int index, String converter) {
		change(Criteria.where("_id").is(id).and(chunk(index)).is(converter), Update.update(chunk(index), DONE));
	}

	/**
	 * Ends the help of a converter: chunks that it has claimed but not kept are free.
	 * @param id the conversion
	 * @param converter the converter; nothing happens if the conversion is its own by now
	 */
	public void leave(String id, String converter) {
		change(Criteria.where("_id").is(id).and(CONVERTER).ne(converter), new Update().unset(alive(converter)));
	}

	/**
	 * Ends the sharing of a conversion.
	 * @param shared the conversion; nothing happens if another converter shares it by now
	 */
	public void end(SharedEncoding shared) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(shared.id()).and(CONVERTER).is(shared.converter())),
				COLLECTION);
	}

	private @Nullable Document find(String id, String plan, int index) {
		Query query = Query.query(samePlan(id, plan));
		query.fields().include(ALIVE, chunk(index));
		return this.mongo.findOne(query, Document.class, COLLECTION);
	}

	private long change(Criteria which, Update update) {
		return this.mongo.updateFirst(Query.query(which), update, COLLECTION).getMatchedCount();
	}

	private static Criteria samePlan(String id, String plan) {
		return Criteria.where("_id").is(id).and(PLAN).is(plan);
	}

	private static String alive(String converter) {
		return ALIVE + "." + converter;
	}

	private static String chunk(int index) {
		return CHUNKS + "." + index;
	}

}
