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
 * document. The fence of a claim permits changes of an upload until the next claim.
 */
@Component
final class ResumableUploads implements UnfinishedUploads {

	/**
	 * Time without a sign of life of a request after which another one may claim its
	 * upload.
	 */
	static final Duration LEASE = Duration.ofSeconds(10);

	/** How long an upload is reported as expired. */
	static final Duration TOMBSTONE = Duration.ofDays(1);

	/** Greatest number of uploads in one query of the upkeep. */
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
		// converters query uploads that are receiving bytes
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
	 * @param by the account that sends the request
	 * @return the upload with a fence of its own; empty if it is locked, finished,
	 * expired, or belongs to another account
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
	 * Records the length of an upload that did not have one.
	 */
	boolean setLength(ResumableUpload taken, long length) {
		return change(Query.query(held(taken).and("length").isNull()), Update.update("length", length));
	}

	/**
	 * Records the stored bytes of an upload. The file must already be kept until the new
	 * expiry.
	 * @return {@code false} if another request has claimed the upload, or it has ended
	 */
	boolean advance(ResumableUpload taken, PartialFile stored, UploadState reached, Instant expiry) {
		return change(Query.query(held(taken).and("state").is(UploadState.OPEN)),
				Update.update("file", stored).set("state", reached).set("expiresAt", expiry).set("activeAt", now()));
	}

	/**
	 * Records that the request is still working on it.
	 */
	boolean renew(ResumableUpload taken) {
		return change(Query.query(held(taken).and("state").in(UploadState.UNFINISHED)),
				Update.update("activeAt", now()));
	}

	void release(ResumableUpload taken) {
		change(Query.query(held(taken)), new Update().unset("activeAt"));
	}

	/**
	 * Records that the conversion exists.
	 */
	void finish(ResumableUpload taken) {
		change(Query.query(held(taken).and("state").is(UploadState.WHOLE)),
				Update.update("state", UploadState.FINISHED).unset("activeAt"));
	}

	/**
	 * Records that an upload that is whole can't become a conversion.
	 * @return {@code false} if another request has claimed it
	 */
	boolean refuse(ResumableUpload taken) {
		return change(Query.query(held(taken).and("state").is(UploadState.WHOLE)),
				Update.update("state", UploadState.ENDING).unset("activeAt"));
	}

	/**
	 * Ends an upload, even if a request works on it, unless it is becoming a conversion.
	 * @return the upload; empty if it is, or there is none to end
	 */
	Optional<ResumableUpload> end(String id, String owner) {
		Query open = owned(id, owner).addCriteria(Criteria.where("state").is(UploadState.OPEN));
		return modify(open, ended()).or(() -> modify(Query
			.query(idle(Criteria.where("_id").is(id).and("owner").is(owner).and("state").is(UploadState.WHOLE), now())),
				ended()));
	}

	/**
	 * Ends an expired upload.
	 * @return the upload; empty if it has not expired, or a request works on it
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
	 * Records that the bytes of an upload were removed.
	 */
	void markRemoved(ResumableUpload ended) {
		change(Query.query(held(ended).and("state").is(UploadState.ENDING)),
				Update.update("state", UploadState.EXPIRED));
	}

	/**
	 * Lists uploads whose bytes are about to be removed, including those whose removal a
	 * crash has interrupted.
	 */
	List<ResumableUpload> ending() {
		return this.mongo.find(Query.query(Criteria.where("state").is(UploadState.ENDING)).limit(MOST),
				ResumableUpload.class);
	}

	/**
	 * Lists unfinished uploads that have expired.
	 */
	List<ResumableUpload> overdue() {
		return this.mongo.find(
				Query.query(Criteria.where("state").in(UploadState.UNFINISHED).and("expiresAt").lte(now())).limit(MOST),
				ResumableUpload.class);
	}

	/**
	 * Lists uploads that are whole and that no request works on, as after a crash.
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
	 * Removes uploads that are no longer reported as expired.
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
