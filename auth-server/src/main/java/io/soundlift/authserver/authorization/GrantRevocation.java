package io.soundlift.authserver.authorization;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.authserver.revocation.Revocation;
import io.soundlift.authserver.revocation.RevocationPage;
import io.soundlift.authserver.revocation.Revocations;
import io.soundlift.support.EnumCounter;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Permanent revocation of grants: first it lists the access tokens as revoked, then it
 * closes the authorization, which makes concurrent changes fail.
 */
@Component
final class GrantRevocation {

	/** Time for a sign-out that begins with the grant's ID token. */
	private static final Duration KEPT = Duration.ofHours(1);

	/** Gateways accept access tokens for a minute after they expire; clocks differ. */
	private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

	/** More often than a grant is used during its revocation. */
	private static final int MAX_OVERTAKINGS = 20;

	private final MongoOperations mongo;

	private final Revocations revocations;

	private final EnumCounter<RevocationCause> revoked;

	private final Clock clock;

	/** Position up to which the log of revocations was checked. */
	private volatile String checked = "";

	GrantRevocation(MongoOperations mongo, Revocations revocations, MeterRegistry meters, Clock clock) {
		this.mongo = mongo;
		this.revocations = revocations;
		this.revoked = new EnumCounter<>(meters, "soundlift.grants.revoked", "Grants that were revoked", "cause",
				RevocationCause.class);
		this.clock = clock;
	}

	/**
	 * Ends a grant. Idempotent.
	 * @param id id of the authorization
	 * @param cause why
	 * @throws ConcurrencyFailureException if the grant was repeatedly used in the
	 * meantime
	 */
	void end(String id, RevocationCause cause) {
		for (int i = 0; i < MAX_OVERTAKINGS; i++) {
			AuthorizationDocument grant = this.mongo.findById(id, AuthorizationDocument.class);
			if (grant == null || grant.revokedAt() != null) {
				return;
			}
			Instant now = this.clock.instant();
			// without a valid access token there is nothing that gateways must refuse
			grant.accessUntil(now)
				.filter((until) -> until.isAfter(now.minus(CLOCK_SKEW)))
				.ifPresent((until) -> this.revocations.revokeGrant(id, until));
			if (close(grant, now)) {
				this.revoked.increment(cause);
				return;
			}
		}
		throw new ConcurrencyFailureException("Grant '" + id + "' can't be ended, since it is used all the time");
	}

	/**
	 * Ends the grants that were only listed when a server was killed. Each replica checks
	 * each entry of the log once, and all existing entries when it starts.
	 */
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void finish() {
		RevocationPage page;
		do {
			page = this.revocations.read(this.checked, this::finish);
			this.checked = page.next();
		}
		while (page.more());
	}

	private void finish(Revocation revocation) {
		if (revocation.kind() == Revocation.Kind.GRANT) {
			end(revocation.subject(), RevocationCause.INTERRUPTED);
		}
	}

	/**
	 * Only as it was read: a later access token would be valid for longer than it is
	 * listed.
	 */
	private boolean close(AuthorizationDocument grant, Instant now) {
		if (grant.isAccessTokenAlone()) {
			// it is useless from now on, and programs may leave many
			return this.mongo.remove(Query.query(Criteria.where("_id").is(grant.id())), AuthorizationDocument.class)
				.getDeletedCount() == 1;
		}
		Query unchanged = Query.query(Criteria.where("_id").is(grant.id()).and("version").is(grant.version()));
		Update update = Update.update("revokedAt", now).set("expiresAt", now.plus(KEPT)).inc("version", 1);
		return this.mongo.updateFirst(unchanged, update, AuthorizationDocument.class).getMatchedCount() == 1;
	}

}
