package io.soundlift.gateway.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.soundlift.encryption.Encryption;
import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.index.IndexOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Store of the tokens of signed-in browsers. Each change is one conditional update of one
 * document and never creates one, so an ended sign-in stays ended.
 */
@Component
final class BrowserSignIns {

	private static final Logger logger = LoggerFactory.getLogger(BrowserSignIns.class);

	private static final Duration REFRESH_AHEAD = Duration.ofMinutes(1);

	private static final int PAGE = 100;

	private final MongoOperations mongo;

	private final Encryption encryption;

	private final JsonMapper json;

	private final Clock clock;

	BrowserSignIns(MongoOperations mongo, Encryption encryption, JsonMapper json, Clock clock) {
		this.mongo = mongo;
		this.encryption = encryption;
		this.json = json;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	/** For speed only: nothing here relies on an index. */
	private void createIndexes() {
		IndexOperations indexes = this.mongo.indexOps(BrowserSignIn.class);
		for (String field : List.of("account", "accessExpiresAt", "signedInAt")) {
			indexes.createIndex(new Index(field, Sort.Direction.ASC));
		}
		// ended sign-ins only, of which there are few
		indexes.createIndex(new Index("revokeAt", Sort.Direction.ASC).sparse());
	}

	/**
	 * Stores a new sign-in.
	 * @return the key by which it is found
	 */
	String add(String account, Tokens tokens, Instant accessExpiresAt) {
		String key = Secrets.newToken();
		String id = Secrets.sha256(key);
		Instant now = this.clock.instant();
		this.mongo.insert(new BrowserSignIn(id, account, encrypt(id, tokens), now, refreshDueAt(accessExpiresAt),
				accessExpiresAt, 0, null, null, null, null));
		return key;
	}

	/**
	 * Finds a sign-in that is in use.
	 * @return the sign-in; empty if there is none or it was ended
	 */
	Optional<BrowserSignIn> find(String key) {
		return Optional.ofNullable(this.mongo.findOne(Query.query(inUse(Secrets.sha256(key))), BrowserSignIn.class));
	}

	/**
	 * Finds out which sign-ins are in use.
	 * @param ids ids of their documents
	 * @return ids of those that there are and that were not ended
	 */
	Set<String> inUse(Collection<String> ids) {
		Query query = Query.query(Criteria.where("_id").in(ids).and("endedAt").isNull());
		query.fields().include("_id");
		Set<String> found = new HashSet<>();
		this.mongo.executeQuery(query, this.mongo.getCollectionName(BrowserSignIn.class),
				(document) -> found.add(document.getString("_id")));
		return found;
	}

	/**
	 * Reads the tokens.
	 * @return the tokens; empty if the key that encrypted them is not configured, not yet
	 * or no longer
	 */
	Optional<Tokens> tokens(BrowserSignIn signIn) {
		try {
			byte[] json = this.encryption.decrypt(signIn.tokens(), associatedData(signIn.id()));
			return Optional.of(this.json.readValue(json, Tokens.class));
		}
		catch (IllegalStateException ex) {
			logger.warn("A session counts as signed out, since its tokens can't be read", ex);
			return Optional.empty();
		}
	}

	/**
	 * Claims the refresh of the tokens. Only one claim holds at a time, until its lease
	 * ends.
	 * @return the sign-in as it is now; empty if another refresh is running or has just
	 * ended
	 */
	Optional<BrowserSignIn> claimRefresh(BrowserSignIn signIn, Duration lease) {
		Instant now = this.clock.instant();
		Criteria free = inUse(signIn.id()).and("refreshes")
			.is(signIn.refreshes())
			.orOperator(Criteria.where("refreshingUntil").isNull(), Criteria.where("refreshingUntil").lt(now));
		return Optional.ofNullable(this.mongo.findAndModify(Query.query(free),
				new Update().set("refreshingUntil", now.plus(lease)).inc("refreshes", 1),
				FindAndModifyOptions.options().returnNew(true), BrowserSignIn.class));
	}

	/**
	 * Stores fresh tokens.
	 * @return {@code false} if the claim was lost to another refresh or to a sign-out
	 */
	boolean refreshed(BrowserSignIn claimed, Tokens tokens, Instant accessExpiresAt) {
		return changeClaimed(claimed,
				new Update().set("tokens", encrypt(claimed.id(), tokens))
					.set("accessExpiresAt", accessExpiresAt)
					.set("refreshDueAt", refreshDueAt(accessExpiresAt))
					.unset("refreshNotBefore"));
	}

	/**
	 * Releases a claim without fresh tokens.
	 */
	void refreshFailed(BrowserSignIn claimed, Duration pause) {
		changeClaimed(claimed, Update.update("refreshNotBefore", this.clock.instant().plus(pause)));
	}

	private boolean changeClaimed(BrowserSignIn claimed, Update update) {
		Query query = Query.query(inUse(claimed.id()).and("refreshes").is(claimed.refreshes()));
		// also incremented, so that a claim based on an older reading fails
		return this.mongo.updateFirst(query, update.unset("refreshingUntil").inc("refreshes", 1), BrowserSignIn.class)
			.getMatchedCount() == 1;
	}

	/**
	 * Marks an access token as due for refresh that was refused although it has not
	 * expired. Does nothing if it was replaced in the meantime.
	 */
	void expireAccessToken(BrowserSignIn signIn) {
		Instant now = this.clock.instant();
		this.mongo.updateFirst(Query.query(inUse(signIn.id()).and("refreshes").is(signIn.refreshes())),
				new Update().set("accessExpiresAt", now).set("refreshDueAt", now), BrowserSignIn.class);
	}

	/**
	 * Ends a sign-in. Its grant remains to be revoked.
	 * @param id the document's id
	 * @return the sign-in; empty if there is none, or it was ended before
	 */
	Optional<BrowserSignIn> end(String id) {
		Instant now = this.clock.instant();
		return Optional.ofNullable(
				this.mongo.findAndModify(Query.query(inUse(id)), new Update().set("endedAt", now).set("revokeAt", now),
						FindAndModifyOptions.options().returnNew(true), BrowserSignIn.class));
	}

	/**
	 * Puts off the revocation of an ended sign-in's grant.
	 */
	void revokeLater(String id, Duration delay) {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(id)),
				Update.update("revokeAt", this.clock.instant().plus(delay)), BrowserSignIn.class);
	}

	/**
	 * Removes a sign-in that needs no further work.
	 */
	void remove(String id) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id)), BrowserSignIn.class);
	}

	/**
	 * Removes all sign-ins of accounts.
	 */
	void removeAllOf(Collection<String> accounts) {
		if (!accounts.isEmpty()) {
			this.mongo.remove(Query.query(Criteria.where("account").in(accounts)), BrowserSignIn.class);
		}
	}

	/**
	 * Lists ended sign-ins whose grant is to be revoked now.
	 */
	List<BrowserSignIn> dueForRevocation() {
		return list(Criteria.where("revokeAt").lte(this.clock.instant()));
	}

	/**
	 * Lists sign-ins whose session must have expired: they were not refreshed for too
	 * long, or are too old.
	 */
	List<BrowserSignIn> abandoned(Duration idle, Duration absolute) {
		Instant now = this.clock.instant();
		return list(Criteria.where("endedAt")
			.isNull()
			.orOperator(Criteria.where("accessExpiresAt").lt(now.minus(idle)),
					Criteria.where("signedInAt").lt(now.minus(absolute))));
	}

	private List<BrowserSignIn> list(Criteria criteria) {
		return this.mongo.find(Query.query(criteria).limit(PAGE), BrowserSignIn.class);
	}

	private byte[] encrypt(String id, Tokens tokens) {
		return this.encryption.encrypt(this.json.writeValueAsBytes(tokens), associatedData(id));
	}

	private static String associatedData(String id) {
		return "browser_sign_ins/" + id;
	}

	/** A quarter of a short life is enough. */
	private Instant refreshDueAt(Instant expiresAt) {
		Duration quarter = Duration.between(this.clock.instant(), expiresAt).dividedBy(4);
		return expiresAt.minus((quarter.compareTo(REFRESH_AHEAD) < 0) ? quarter : REFRESH_AHEAD);
	}

	private static Criteria inUse(String id) {
		return Criteria.where("_id").is(id).and("endedAt").isNull();
	}

}
