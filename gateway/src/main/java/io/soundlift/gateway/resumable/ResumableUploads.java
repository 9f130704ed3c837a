package io.soundlift.gateway.resumable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.soundlift.gateway.limit.UnfinishedUploads;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.start.MongoStart;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * All resumable uploads, and every change of them. Each is one conditional update of one
 * document. An upload is changed by the fence that came with taking it, until somebody
 * else takes it.
 */
@Component
final class ResumableUploads implements UnfinishedUploads {

	/** How long a request may give no sign before another one may take its upload. */
	static final Duration LEASE = Duration.ofSeconds(10);

	/** How long it is told of an upload that it has expired. */
	static final Duration TOMBSTONE = Duration.ofDays(1);

	/** Uploads of one look of the upkeep. */
	private static final int MOST = 200;

	private final MongoTemplate mongo;

	private final Clock clock;

	ResumableUploads(MongoTemplate mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		index(new Index().on("owner", Sort.Direction.ASC).on("state", Sort.Direction.ASC).named("ownerState"));
		index(new Index().on("state", Sort.Direction.ASC).on("expiresAt", Sort.Direction.ASC).named("stateExpiry"));
		index(new Index().on("expiresAt", Sort.Direction.ASC).named("expiresAt"));
		// converters look for uploads of which bytes come
		index(new Index().on("state", Sort.Direction.ASC).on("activeAt", Sort.Direction.ASC).named("stateActivity"));
	}

	private void index(Index index) {
		this.mongo.indexOps(ResumableUpload.class).createIndex(index);
	}

	void insert(ResumableUpload upload) {
		this.mongo.insert(upload);
	}

	Optional<ResumableUpload> findOwned(String id, String owner) {
		return Optional.ofNullable(this.mongo.findOne(owned(id, owner), ResumableUpload.class));
	}

	Optional<ResumableUpload> find(String id) {
		return Optional.ofNullable(this.mongo.findById(id, ResumableUpload.class));
	}

	@Override
	public long countUnfinished(String owner) {
		return this.mongo.count(unfinished(owner), ResumableUpload.class);
	}

	/**
	 * Lists the unfinished uploads of an account, in no order.
	 */
	List<ResumableUpload> listUnfinished(String owner) {
		return this.mongo.find(unfinished(owner), ResumableUpload.class);
	}

	private static Query unfinished(String owner) {
		return Query.query(Criteria.where("owner").is(owner).and("state").in(UploadState.UNFINISHED));
	}

	/**
	 * Claims an upload for a request, unless another one works on it.
	 * @param id its id
	 * @param by the account that asks
	 * @return the upload with a fence of its own; empty if it is locked, finished, over,
	 * or somebody else's
	 */
	Optional<ResumableUpload> take(String id, Owner by) {
		Instant now = now();
		Criteria free = idle(Criteria.where("_id")
			.is(id)
			.and("owner")
			.is(by.id())
			.and("state")
			.in(UploadState.UNFINISHED)
			.and("expiresAt")
			.gt(now), now);
		return modify(Query.query(free),
				new Update().inc("fence", 1).set("activeAt", now).set("ownerEmail", by.email()));
	}

	/**
	 * Notes the length of an upload that did not have one.
	 */
	boolean setLength(ResumableUpload taken, long length) {
		return change(Query.query(held(taken).and("length").isNull()), Update.update("length", length));
	}

	/**
	 * Notes what of an upload is stored. It must be kept until the new expiry already.
	 * @return {@code false} if somebody else has taken the upload, or it is over
	 */
	boolean advance(ResumableUpload taken, PartialFile stored, UploadState reached, Instant expiry) {
		return change(Query.query(held(taken).and("state").is(UploadState.OPEN)),
				Update.update("file", stored).set("state", reached).set("expiresAt", expiry).set("activeAt", now()));
	}

	/**
	 * Notes that somebody still works on it.
	 */
	boolean renew(ResumableUpload taken) {
		return change(Query.query(held(taken).and("state").in(UploadState.UNFINISHED)),
				Update.update("activeAt", now()));
	}

	void release(ResumableUpload taken) {
		change(Query.query(held(taken)), new Update().unset("activeAt"));
	}

	/**
	 * Notes that there is a conversion.
	 */
	void finish(ResumableUpload taken) {
		change(Query.query(held(taken).and("state").is(UploadState.WHOLE)),
				Update.update("state", UploadState.FINISHED).unset("activeAt"));
	}

	/**
	 * Notes that no conversion can be made of an upload that is whole.
	 * @return {@code false} if somebody else has taken it
	 */
	boolean refuse(ResumableUpload taken) {
		return change(Query.query(held(taken).and("state").is(UploadState.WHOLE)),
				Update.update("state", UploadState.ENDING).unset("activeAt"));
	}

	/**
	 * Ends an upload, whoever works on it, unless a conversion is being made of it.
	 * @return the upload; empty if that is so, or there is none to end
	 */
	Optional<ResumableUpload> end(String id, String owner) {
		Query open = owned(id, owner).addCriteria(Criteria.where("state").is(UploadState.OPEN));
		return modify(open, ended()).or(() -> modify(Query
			.query(idle(Criteria.where("_id").is(id).and("owner").is(owner).and("state").is(UploadState.WHOLE), now())),
				ended()));
	}

	/**
	 * Ends an upload whose time is over.
	 * @return the upload; empty if it is not over, or somebody works on it
	 */
	Optional<ResumableUpload> expire(String id) {
		Instant now = now();
		return modify(Query.query(idle(
				Criteria.where("_id").is(id).and("state").in(UploadState.UNFINISHED).and("expiresAt").lte(now), now)),
				ended());
	}

	private static Update ended() {
		return Update.update("state", UploadState.ENDING).inc("fence", 1).unset("activeAt");
	}

	/**
	 * Notes that nothing is stored of an upload any more.
	 */
	void markRemoved(ResumableUpload ended) {
		change(Query.query(held(ended).and("state").is(UploadState.ENDING)),
				Update.update("state", UploadState.EXPIRED));
	}

	/**
	 * Lists uploads whose bytes are about to be removed, among them those that somebody
	 * has begun with and died.
	 */
	List<ResumableUpload> ending() {
		return this.mongo.find(Query.query(Criteria.where("state").is(UploadState.ENDING)).limit(MOST),
				ResumableUpload.class);
	}

	/**
	 * Lists unfinished uploads whose time is over.
	 */
	List<ResumableUpload> overdue() {
		return this.mongo.find(
				Query.query(Criteria.where("state").in(UploadState.UNFINISHED).and("expiresAt").lte(now())).limit(MOST),
				ResumableUpload.class);
	}

	/**
	 * Lists uploads that are whole and that nobody works on: whoever did has died.
	 */
	List<ResumableUpload> abandonedWhole() {
		Instant now = now();
		return this.mongo
			.find(Query.query(Criteria.where("state").is(UploadState.WHOLE).and("expiresAt").gt(now)).limit(MOST),
					ResumableUpload.class)
			.stream()
			.filter((upload) -> upload.isIdle(now))
			.toList();
	}

	void remove(String id) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id)), ResumableUpload.class);
	}

	/**
	 * Removes uploads that nothing more is told of.
	 */
	void removeTombstones() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(now().minus(TOMBSTONE))), ResumableUpload.class);
	}

	Instant now() {
		// MongoDB keeps milliseconds
		return Instant.ofEpochMilli(this.clock.millis());
	}

	private static Query owned(String id, String owner) {
		return Query.query(Criteria.where("_id").is(id).and("owner").is(owner));
	}

	private static Criteria held(ResumableUpload taken) {
		return Criteria.where("_id").is(taken.id()).and("fence").is(taken.fence());
	}

	private static Criteria idle(Criteria criteria, Instant now) {
		return criteria.orOperator(Criteria.where("activeAt").isNull(),
				Criteria.where("activeAt").lt(now.minus(LEASE)));
	}

	private boolean change(Query query, Update update) {
		return this.mongo.updateFirst(query, update, ResumableUpload.class).getMatchedCount() == 1;
	}

	private Optional<ResumableUpload> modify(Query query, Update update) {
		@Nullable ResumableUpload modified = this.mongo.findAndModify(query, update,
				FindAndModifyOptions.options().returnNew(true), ResumableUpload.class);
		return Optional.ofNullable(modified);
	}

}
