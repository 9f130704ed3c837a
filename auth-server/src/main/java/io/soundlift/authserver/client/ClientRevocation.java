package io.soundlift.authserver.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.authorization.Grants;
import io.soundlift.authserver.authorization.RevocationCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletion of clients and revocation of their grants. Each step may be repeated, and an
 * interrupted sequence is completed later.
 */
@Component
final class ClientRevocation {

	private static final Logger logger = LoggerFactory.getLogger(ClientRevocation.class);

	/** Longer than a request that does the same takes. */
	private static final Duration GRACE = Duration.ofMinutes(5);

	private final MongoOperations mongo;

	private final ClientQuota quota;

	private final Grants grants;

	private final Clock clock;

	ClientRevocation(MongoOperations mongo, ClientQuota quota, Grants grants, Clock clock) {
		this.mongo = mongo;
		this.quota = quota;
		this.grants = grants;
		this.clock = clock;
	}

	/**
	 * Deletes clients. They are hidden from the first step on.
	 * @param clients the clients
	 * @return how many there were
	 */
	int end(Criteria clients) {
		Query query = Query.query(clients);
		Instant now = this.clock.instant();
		Update hidden = Update.update("unusableSince", now).set("revokingSince", now);
		int ended = 0;
		for (ClientDocument client : this.mongo.find(query, ClientDocument.class)) {
			this.mongo.updateFirst(byId(client.id()), hidden, ClientDocument.class);
			remove(client);
			ended++;
		}
		return ended;
	}

	/**
	 * Revokes the grants of a client from before a change that set {@code revokingSince}.
	 * @param id internal id of the client
	 * @param since value that the change has set
	 */
	void revoke(String id, Instant since) {
		this.grants.revokeAllOfClient(id, RevocationCause.CLIENT_CHANGED);
		settle(id, since);
	}

	/**
	 * Cancels a revocation that is due, unless another one is.
	 * @param id internal id of the client
	 * @param since value that the change has set
	 */
	void settle(String id, Instant since) {
		Query due = Query.query(Criteria.where("_id").is(id).and("revokingSince").is(since));
		this.mongo.updateFirst(due, new Update().unset("revokingSince"), ClientDocument.class);
	}

	@Scheduled(initialDelay = 4, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void completeWhatWasCutOff() {
		completeWhatBeganBefore(this.clock.instant().minus(GRACE));
	}

	void completeWhatBeganBefore(Instant limit) {
		this.mongo.find(Query.query(Criteria.where("unusableSince").lt(limit)), ClientDocument.class)
			.stream()
			.filter((client) -> claim(client, limit))
			.forEach((client) -> {
				logger.info("Removing client '{}', whose creation or deletion was interrupted", client.clientId());
				remove(client);
			});
		this.mongo.find(Query.query(Criteria.where("revokingSince").lt(limit)), ClientDocument.class)
			.forEach((client) -> Optional.ofNullable(client.revokingSince())
				.ifPresent((since) -> revoke(client.id(), since)));
	}

	/** From then on a slow request can't make the client usable. */
	private boolean claim(ClientDocument client, Instant limit) {
		Query stillUnusable = Query.query(Criteria.where("_id").is(client.id()).and("unusableSince").lt(limit));
		return this.mongo
			.updateFirst(stillUnusable, Update.update("revokingSince", this.clock.instant()), ClientDocument.class)
			.getMatchedCount() == 1;
	}

	/** The document is removed last, since a repetition starts from it. */
	private void remove(ClientDocument client) {
		this.grants.revokeAllOfClient(client.id(), RevocationCause.CLIENT_DELETED);
		if (client.owner() != null) {
			this.quota.release(client.owner(), client.id());
		}
		this.mongo.remove(byId(client.id()), ClientDocument.class);
	}

	private static Query byId(String id) {
		return Query.query(Criteria.where("_id").is(id));
	}

}
