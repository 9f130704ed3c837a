package io.soundlift.authserver.revocation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.configclient.MongoStart;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps in MongoDB what was revoked, for as long as an access token of it can live. The
 * gateway reads the list, since it checks tokens without a question to this server.
 */
@Component
public final class Revocations implements InitializingBean {

	/** Clocks of services may differ, and a token may be on its way to its client. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/** Time for the gateway to come back and delete what the account leaves behind. */
	private static final Duration CLOSED_ACCOUNT = Duration.ofDays(30);

	private final MongoOperations mongo;

	private final Clock clock;

	Revocations(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	@Override
	public void afterPropertiesSet() {
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(Revocation.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Lists a grant until its last access token has expired. Whoever ends a grant does
	 * this first; only then it changes the grant.
	 * @param grantId id of the authorization, which its tokens carry as {@code grant_id}
	 * @return whether it was not listed before
	 */
	public boolean revokeGrant(String grantId) {
		return put(Revocation.Kind.GRANT, grantId, AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME.plus(MARGIN));
	}

	/**
	 * Lists an account for 30 days, as the first step of its deletion. All its tokens are
	 * refused from then on.
	 * @param accountId id of the account
	 */
	public void closeAccount(String accountId) {
		put(Revocation.Kind.ACCOUNT, accountId, CLOSED_ACCOUNT);
	}

	/**
	 * Returns what was revoked.
	 * @return all grants and accounts that are listed now
	 */
	public RevocationList list() {
		List<Revocation> living = this.mongo.find(Query.query(Criteria.where("expiresAt").gt(this.clock.instant())),
				Revocation.class);
		return new RevocationList(subjects(living, Revocation.Kind.GRANT), subjects(living, Revocation.Kind.ACCOUNT));
	}

	/**
	 * Returns the grants that are listed, but have not ended themselves yet.
	 * @return ids of grants, also of expired entries
	 */
	public List<String> open() {
		return subjects(
				this.mongo.find(Query.query(Criteria.where("kind").is(Revocation.Kind.GRANT).and("closed").ne(true)),
						Revocation.class),
				Revocation.Kind.GRANT);
	}

	/**
	 * Notes that a listed grant has ended itself.
	 * @param grantId id of the authorization
	 */
	public void closed(String grantId) {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(Revocation.id(Revocation.Kind.GRANT, grantId))),
				Update.update("closed", true), Revocation.class);
	}

	/**
	 * Removes expired entries, but no grant that has not ended itself.
	 */
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		Criteria expired = Criteria.where("expiresAt").lt(this.clock.instant());
		this.mongo.remove(Query.query(expired.orOperator(Criteria.where("closed").is(true),
				Criteria.where("kind").is(Revocation.Kind.ACCOUNT))), Revocation.class);
	}

	private boolean put(Revocation.Kind kind, String subject, Duration lifetime) {
		Query query = Query.query(Criteria.where("_id").is(Revocation.id(kind, subject)));
		// never sooner than another replica has written
		Update update = Update.update("kind", kind)
			.set("subject", subject)
			.max("expiresAt", this.clock.instant().plus(lifetime));
		try {
			return this.mongo.upsert(query, update, Revocation.class).getUpsertedId() != null;
		}
		catch (DuplicateKeyException ex) {
			// another replica inserted it meanwhile, so now there is one to update
			this.mongo.updateFirst(query, update, Revocation.class);
			return false;
		}
	}

	private static List<String> subjects(List<Revocation> revocations, Revocation.Kind kind) {
		return revocations.stream().filter((revocation) -> revocation.kind() == kind).map(Revocation::subject).toList();
	}

}
