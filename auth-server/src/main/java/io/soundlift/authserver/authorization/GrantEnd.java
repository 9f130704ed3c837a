package io.soundlift.authserver.authorization;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.revocation.Revocations;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends grants for good: first it lists the access tokens as revoked, then it closes the
 * authorization, which refuses all changes that are under way.
 */
@Component
final class GrantEnd {

	/** Time for a sign-out that begins with the ID token of the grant. */
	private static final Duration KEPT = Duration.ofHours(1);

	private final MongoOperations mongo;

	private final Revocations revocations;

	private final GrantMeters meters;

	private final Clock clock;

	GrantEnd(MongoOperations mongo, Revocations revocations, GrantMeters meters, Clock clock) {
		this.mongo = mongo;
		this.revocations = revocations;
		this.meters = meters;
		this.clock = clock;
	}

	/**
	 * Ends a grant. Doing it again changes nothing.
	 * @param id id of the authorization
	 * @param cause why
	 */
	void end(String id, RevocationCause cause) {
		if (this.revocations.revokeGrant(id)) {
			this.meters.revoked(cause);
		}
		close(id);
	}

	/**
	 * Ends the grants that were only listed when the server was killed.
	 */
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void finish() {
		this.revocations.open().forEach(this::close);
	}

	private void close(String id) {
		Instant now = this.clock.instant();
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(id).and("revokedAt").isNull()),
				Update.update("revokedAt", now).set("expiresAt", now.plus(KEPT)).inc("version", 1),
				AuthorizationDocument.class);
		this.revocations.closed(id);
	}

}
