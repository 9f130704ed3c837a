package io.soundlift.journey.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Webhooks as their owners see them: made, changed, listed and removed.
 */
public final class Webhooks {

	/** How long the secret before a rotation stays valid. */
	public static final Duration PREVIOUS_SECRET_VALIDITY = Duration.ofDays(1);

	/**
	 * Older deliveries were delivered or given up long before, or their webhook was
	 * removed.
	 */
	private static final Duration MEMORY = Duration.ofDays(30);

	private final MongoOperations mongo;

	private final WebhookEvents events;

	private final WebhookSecrets secrets;

	private final Clock clock;

	/**
	 * Creates the webhooks of a database.
	 * @param mongo the database
	 * @param events records of events
	 * @param secrets factory of secrets
	 * @param clock clock of webhooks
	 */
	public Webhooks(MongoOperations mongo, WebhookEvents events, WebhookSecrets secrets, Clock clock) {
		this.mongo = mongo;
		this.events = events;
		this.secrets = secrets;
		this.clock = clock;
	}

	/**
	 * Creates the indexes that the queries need. Does nothing where they exist.
	 * @param mongo the database
	 */
	public static void createIndexes(MongoOperations mongo) {
		mongo.indexOps(Webhook.class)
			.createIndex(new Index().on(Webhook.OWNER, Sort.Direction.ASC).named(Webhook.OWNER));
		mongo.indexOps(Webhook.class)
			.createIndex(new Index().on(Webhook.DUE_AT, Sort.Direction.ASC).named(Webhook.DUE_AT).sparse());
		for (String time : List.of(WebhookDelivery.DUE_AT, WebhookDelivery.ENDED_AT, WebhookDelivery.CREATED_AT)) {
			mongo.indexOps(WebhookDelivery.class)
				.createIndex(new Index().on(WebhookDelivery.WEBHOOK, Sort.Direction.ASC)
					.on(time, Sort.Direction.ASC)
					.named("webhook_" + time));
		}
		mongo.indexOps(WebhookDelivery.class)
			.createIndex(new Index().on(WebhookDelivery.CREATED_AT, Sort.Direction.ASC)
				.named(WebhookDelivery.CREATED_AT)
				.expire(MEMORY));
	}

	/**
	 * Creates a webhook.
	 * @param owner id of the account
	 * @param url where events are sent, checked
	 * @param types what is sent
	 * @param most maximum number of webhooks of the account
	 * @return the webhook and its secret; empty if the account has as many as it may
	 */
	public Optional<WithSecret> create(String owner, String url, Set<WebhookEventType> types, int most) {
		String id = Secrets.newId();
		byte[] secret = WebhookSecrets.random();
		Instant now = this.clock.instant();
		Webhook webhook = this.mongo.insert(new Webhook(id, owner, url, types, this.secrets.encrypted(secret, id), null,
				null, WebhookState.ENABLED, null, now, 0, null, null, null, now, 0));
		// counted with the new one, so that concurrent calls can't exceed the limit
		if (this.mongo.count(ofOwner(owner), Webhook.class) > most) {
			remove(id, owner);
			return Optional.empty();
		}
		return Optional.of(new WithSecret(webhook, WebhookSecrets.text(secret)));
	}

	/**
	 * Lists the webhooks of an account.
	 * @param owner id of the account
	 * @return the webhooks in no order
	 */
	public List<Webhook> list(String owner) {
		return this.mongo.find(ofOwner(owner), Webhook.class);
	}

	/**
	 * Finds a webhook of an account.
	 * @param id its id
	 * @param owner id of the requesting account
	 * @return the webhook; empty also if it belongs to another account
	 */
	public Optional<Webhook> find(String id, String owner) {
		return Optional.ofNullable(this.mongo.findOne(owned(id, owner), Webhook.class));
	}

	/**
	 * Changes a webhook. When it is enabled, waiting deliveries are sent at once, and are
	 * retried for a day from then on.
	 * @param id its id
	 * @param owner id of the requesting account
	 * @param url where events are sent from now on, checked; {@code null} for no change
	 * @param types what is sent from now on; {@code null} for no change
	 * @param enabled whether it gets events from now on; {@code null} for no change
	 * @return the webhook after the change; empty if the account has no such webhook
	 */
	public Optional<Webhook> change(String id, String owner, @Nullable String url,
			@Nullable Set<WebhookEventType> types, @Nullable Boolean enabled) {
		// never empty, since an empty update would be a replacement
		Update update = new Update().set(Webhook.OWNER, owner);
		if (url != null) {
			update.set("url", url);
		}
		if (types != null) {
			update.set("events", types);
		}
		if (enabled != null) {
			update.set(Webhook.STATE, enabled ? WebhookState.ENABLED : WebhookState.DISABLED)
				.set(Webhook.FAILURES, 0)
				.unset(Webhook.REASON)
				.unset(Webhook.FAILING_SINCE)
				.unset(Webhook.NOT_BEFORE);
			if (enabled && find(id, owner).isPresent()) {
				Instant now = this.clock.instant();
				this.mongo.updateMulti(WebhookQueue.waiting(id), restarted(now), WebhookDelivery.class);
				update.set(Webhook.DUE_AT, now);
			}
			else {
				update.unset(Webhook.DUE_AT);
			}
		}
		return modify(id, owner, update);
	}

	/**
	 * Replaces the secret of a webhook. The previous one stays valid for
	 * {@link #PREVIOUS_SECRET_VALIDITY}; older ones become invalid.
	 * @param webhook the webhook
	 * @return the webhook and its secret; empty if it was removed or rotated meanwhile
	 */
	public Optional<WithSecret> rotateSecret(Webhook webhook) {
		byte[] secret = WebhookSecrets.random();
		Query unchanged = owned(webhook.id(), webhook.owner());
		unchanged.addCriteria(Criteria.where("secret").is(webhook.secret()));
		Update update = Update.update("secret", this.secrets.encrypted(secret, webhook.id()))
			.set("previousSecret", webhook.secret())
			.set("previousSecretUntil", this.clock.instant().plus(PREVIOUS_SECRET_VALIDITY));
		return Optional
			.ofNullable(this.mongo.findAndModify(unchanged, update, FindAndModifyOptions.options().returnNew(true),
					Webhook.class))
			.map((rotated) -> new WithSecret(rotated, WebhookSecrets.text(secret)));
	}

	private Optional<Webhook> modify(String id, String owner, Update update) {
		return Optional.ofNullable(this.mongo.findAndModify(owned(id, owner), update,
				FindAndModifyOptions.options().returnNew(true), Webhook.class));
	}

	/**
	 * Removes a webhook with its deliveries.
	 * @param id its id
	 * @param owner id of the requesting account
	 * @return {@code false} if the account has no such webhook
	 */
	public boolean remove(String id, String owner) {
		boolean removed = this.mongo.remove(owned(id, owner), Webhook.class).getDeletedCount() == 1;
		if (removed) {
			this.mongo.remove(Query.query(Criteria.where(WebhookDelivery.WEBHOOK).is(id)), WebhookDelivery.class);
		}
		return removed;
	}

	/**
	 * Removes all webhooks of a closed account.
	 * @param owner id of the account
	 */
	public void removeAll(String owner) {
		list(owner).forEach((webhook) -> remove(webhook.id(), owner));
	}

	/**
	 * Lists the last deliveries of a webhook.
	 * @param webhook the webhook
	 * @param limit the maximum number of deliveries
	 * @return the deliveries, newest first
	 */
	public List<WebhookDelivery> deliveries(Webhook webhook, int limit) {
		return this.mongo.find(Query.query(Criteria.where(WebhookDelivery.WEBHOOK).is(webhook.id()))
			.with(Sort.by(Sort.Direction.DESC, WebhookDelivery.CREATED_AT))
			.limit(limit), WebhookDelivery.class);
	}

	/**
	 * Counts the waiting deliveries of a webhook.
	 * @param webhook the webhook
	 * @return the number of deliveries that wait
	 */
	public long countWaiting(Webhook webhook) {
		return this.mongo.count(WebhookQueue.waiting(webhook.id()), WebhookDelivery.class);
	}

	/**
	 * Sends a test event, whatever events the webhook is subscribed to.
	 * @param webhook an enabled webhook
	 * @return the delivery
	 */
	public WebhookDelivery ping(Webhook webhook) {
		Instant now = this.clock.instant();
		return this.events.record(webhook, WebhookEvent.ping(webhook.id(), now), now);
	}

	/**
	 * Sends an event again, at once and with the same id.
	 * @param webhook an enabled webhook
	 * @param eventId id of the event
	 * @return the delivery; empty if the webhook has none of this event
	 */
	public Optional<WebhookDelivery> replay(Webhook webhook, String eventId) {
		Instant now = this.clock.instant();
		Update again = restarted(now).set(WebhookDelivery.STATE, DeliveryState.WAITING).unset(WebhookDelivery.ENDED_AT);
		Optional<WebhookDelivery> delivery = Optional.ofNullable(this.mongo.findAndModify(
				Query.query(Criteria.where(WebhookDelivery.ID).is(WebhookDelivery.id(webhook.id(), eventId))), again,
				FindAndModifyOptions.options().returnNew(true), WebhookDelivery.class));
		if (delivery.isPresent()) {
			Query enabled = owned(webhook.id(), webhook.owner());
			enabled.addCriteria(Criteria.where(Webhook.STATE).is(WebhookState.ENABLED));
			this.mongo.updateFirst(enabled, new Update().min(Webhook.DUE_AT, now).unset(Webhook.NOT_BEFORE),
					Webhook.class);
		}
		return delivery;
	}

	private static Update restarted(Instant now) {
		return Update.update(WebhookDelivery.WAITING_SINCE, now)
			.set(WebhookDelivery.DUE_AT, now)
			.set(WebhookDelivery.TRIES, 0);
	}

	private static Query ofOwner(String owner) {
		return Query.query(Criteria.where(Webhook.OWNER).is(owner));
	}

	private static Query owned(String id, String owner) {
		return Query.query(Criteria.where("_id").is(id).and(Webhook.OWNER).is(owner));
	}

	/**
	 * A webhook with its secret, which is shown once.
	 *
	 * @param webhook the webhook
	 * @param secret the secret in the form of Standard Webhooks
	 */
	public record WithSecret(Webhook webhook, String secret) {

		/**
		 * Leaves the secret out.
		 */
		@Override
		public String toString() {
			return "WithSecret[webhook=%s]".formatted(this.webhook);
		}

	}

}
