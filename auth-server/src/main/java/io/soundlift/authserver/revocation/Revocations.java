package io.soundlift.authserver.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.start.MongoStart;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What was revoked, kept in MongoDB for as long as an access token of it can live. The
 * gateways read it, since they check tokens without a question to this server. Nobody
 * holds all of it in memory.
 */
@Component
public final class Revocations {

	/** Gateways take tokens for a minute longer than they live, and clocks differ. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/** Time for the gateway to come back and delete what the account leaves behind. */
	private static final Duration CLOSED_ACCOUNT = Duration.ofDays(30);

	private final MongoOperations mongo;

	private final RevocationLog log;

	private final Clock clock;

	Revocations(MongoOperations mongo, RevocationLog log, Clock clock) {
		this.mongo = mongo;
		this.log = log;
		this.clock = clock;
		MongoStart.run(() -> {
			this.mongo.indexOps(ClosedAccount.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
			this.log.open();
		});
	}

	/**
	 * Lists a grant until its last access token has expired. What ends a grant does this
	 * first; only then it changes the grant.
	 * @param grantId id of the authorization, which its tokens carry as {@code grant_id}
	 * @param until when the last access token of the grant expires
	 */
	public void revokeGrant(String grantId, Instant until) {
		this.log.append(new Revocation(Revocation.Kind.GRANT, grantId, until), until.plus(MARGIN));
	}

	/**
	 * Lists an account for 30 days, as the first step of its deletion. All its tokens are
	 * refused from then on.
	 * @param accountId id of the account
	 */
	public void closeAccount(String accountId) {
		Instant now = this.clock.instant();
		Instant until = now.plus(CLOSED_ACCOUNT);
		this.mongo.upsert(Query.query(Criteria.where("_id").is(ClosedAccount.id(accountId))),
				Update.update("subject", accountId).max("expiresAt", until), ClosedAccount.class);
		// in the log for gateways that are there, and as long as a token of it may live
		this.log.append(new Revocation(Revocation.Kind.ACCOUNT, accountId, until),
				now.plus(AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME).plus(MARGIN));
	}

	/**
	 * Reads what was revoked, in pages. A read that begins, since its position is not
	 * known (any more), has all closed accounts in its first page.
	 * @param after where an earlier read ended, or an empty text to begin
	 * @param consumer takes each revocation; it may get one that has expired, or that it
	 * has got before
	 * @return where to go on, and whether there is more to read at once
	 */
	public RevocationPage read(String after, Consumer<Revocation> consumer) {
		if (!this.log.isKnown(after)) {
			readClosedAccounts(consumer);
		}
		return this.log.read(after, consumer);
	}

	private void readClosedAccounts(Consumer<Revocation> consumer) {
		try (Stream<ClosedAccount> accounts = this.mongo.stream(new Query(), ClosedAccount.class)) {
			accounts.map(ClosedAccount::revocation).forEach(consumer);
		}
	}

	/**
	 * Removes what has expired.
	 */
	@Scheduled(initialDelay = 5, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.log.removeExpired();
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), ClosedAccount.class);
	}

}
