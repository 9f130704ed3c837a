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
 * Revocations in MongoDB, kept for as long as an affected access token may be valid. The
 * gateways read them, since they check tokens without calling this server. They are never
 * all held in memory.
 */
@Component
public final class Revocations {

	/** Gateways accept tokens for a minute after they expire, and clocks differ. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/** Time for a disconnected gateway to return and delete the data of the account. */
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
	 * Lists a grant until its last access token has expired. Must be called before the
	 * grant itself is changed.
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
		// in the log for connected gateways, and as long as a token of it may be valid
		this.log.append(new Revocation(Revocation.Kind.ACCOUNT, accountId, until),
				now.plus(AuthServerProperties.MAX_ACCESS_TOKEN_LIFETIME).plus(MARGIN));
	}

	/**
	 * Reads the revocations, in pages. If the position is not known (any more), the read
	 * starts over, and its first page has all closed accounts.
	 * @param after position at which an earlier read ended, or an empty text to start
	 * over
	 * @param consumer receives each revocation; may receive expired or repeated ones
	 * @return position of the next read, and whether more can be read immediately
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
	 * Removes expired revocations.
	 */
	@Scheduled(initialDelay = 5, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.log.removeExpired();
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), ClosedAccount.class);
	}

}
