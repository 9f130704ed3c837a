package io.soundlift.authserver.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.soundlift.authserver.authorization.ClientUses;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Record of the uses of clients in MongoDB, which detects clients that changed during a
 * use.
 */
@Component
final class MongoClientUses implements ClientUses {

	/** A write per minute is enough, however often a program requests tokens. */
	private static final Duration PRECISION = Duration.ofMinutes(1);

	private final MongoOperations mongo;

	private final Clock clock;

	MongoClientUses(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * A change is stored before the client's grants are revoked. So either this method
	 * detects the change, or the revocation finds the grant.
	 */
	@Override
	public boolean note(RegisteredClient client) {
		ClientDocument present = this.mongo.findById(client.getId(), ClientDocument.class);
		if (present == null || present.unusableSince() != null
				|| !Objects.equals(present.secretHash(), client.getClientSecret())
				|| !present.scopes().containsAll(client.getScopes())) {
			return false;
		}
		Instant now = this.clock.instant();
		Instant lastUsedAt = present.lastUsedAt();
		if (lastUsedAt == null || lastUsedAt.isBefore(now.minus(PRECISION))) {
			this.mongo.updateFirst(Query.query(Criteria.where("_id").is(client.getId())),
					Update.update("lastUsedAt", now), ClientDocument.class);
		}
		return true;
	}

}
