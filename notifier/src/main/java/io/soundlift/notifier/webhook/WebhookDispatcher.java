package io.soundlift.notifier.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.soundlift.journey.webhook.DeliveryState;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookAttempt;
import io.soundlift.journey.webhook.WebhookDelivery;
import io.soundlift.journey.webhook.WebhookQueue;
import io.soundlift.notifier.NotifierProperties;
import io.soundlift.support.Backoff;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatcher of due deliveries: to a limited number of webhooks at a time, in total and
 * for each account, with one delivery for each webhook. So a slow receiver delays only
 * its own deliveries, and an account with many of them only those of the account.
 */
final class WebhookDispatcher implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WebhookDispatcher.class);

	private final WebhookQueue queue;

	private final WebhookSender sender;

	private final WebhookMeters meters;

	private final NotifierProperties.Webhooks settings;

	private final Duration finishWithin;

	private final Backoff backoff;

	private final Clock clock;

	private final ExecutorService workers;

	/** Not the scheduler of the mails, whose sweeps wait for the mail server. */
	private final ScheduledExecutorService looks = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("webhook-looks"));

	private final ReentrantLock lock = new ReentrantLock();

	/** Number of webhooks that are being processed, by account. */
	private final Map<String, Integer> running = new HashMap<>();

	private int free;

	WebhookDispatcher(WebhookQueue queue, WebhookSender sender, WebhookMeters meters,
			NotifierProperties.Webhooks settings, Duration finishWithin, Clock clock) {
		this.queue = queue;
		this.sender = sender;
		this.meters = meters;
		this.settings = settings;
		this.finishWithin = finishWithin;
		this.backoff = new Backoff(settings.retryDelay(), settings.maxRetryDelay());
		this.clock = clock;
		this.free = settings.concurrency();
		this.workers = Executors.newFixedThreadPool(settings.concurrency(), new DaemonThreads("webhook-delivery"));
	}

	/**
	 * Starts to query for due deliveries.
	 */
	void start() {
		long millis = this.settings.poll().toMillis();
		this.looks.scheduleWithFixedDelay(this::dispatchNext, millis, millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts as many deliveries as may run.
	 */
	void dispatch() {
		this.lock.lock();
		try {
			Optional<Webhook> claimed = claim();
			while (claimed.isPresent()) {
				Webhook webhook = claimed.get();
				this.running.merge(webhook.owner(), 1, Integer::sum);
				this.free--;
				this.workers.execute(() -> work(webhook));
				claimed = claim();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private Optional<Webhook> claim() {
		if (this.free == 0 || this.workers.isShutdown()) {
			return Optional.empty();
		}
		List<String> busy = this.running.entrySet()
			.stream()
			.filter((owner) -> owner.getValue() >= this.settings.concurrencyOfAccount())
			.map(Map.Entry::getKey)
			.toList();
		return this.queue.claim(busy);
	}

	private void work(Webhook webhook) {
		try {
			deliver(webhook);
		}
		catch (RuntimeException ex) {
			// the lease brings it back
			logger.error("A delivery to webhook {} could not be recorded", webhook.id(), ex);
		}
		finally {
			end(webhook);
		}
		dispatchNext();
	}

	private void dispatchNext() {
		try {
			dispatch();
		}
		catch (RuntimeException ex) {
			logger.warn("The next deliveries are left to the next look", ex);
		}
	}

	private void end(Webhook webhook) {
		this.lock.lock();
		try {
			this.running.computeIfPresent(webhook.owner(), (owner, count) -> (count > 1) ? count - 1 : null);
			this.free++;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void deliver(Webhook webhook) {
		Optional<WebhookDelivery> next = this.queue.next(webhook);
		if (next.isEmpty()) {
			this.queue.release(webhook);
			return;
		}
		WebhookDelivery delivery = next.get();
		WebhookAttempt attempt = send(webhook, delivery);
		if (attempt.isSuccess()) {
			this.queue.delivered(webhook, delivery, attempt);
			this.meters.tried(DeliveryState.DELIVERED);
			this.queue.trim(webhook, this.settings.keptDeliveries());
		}
		else {
			fail(webhook, delivery, attempt);
		}
	}

	private WebhookAttempt send(Webhook webhook, WebhookDelivery delivery) {
		try {
			return this.sender.send(webhook, delivery, this.clock.instant());
		}
		catch (RuntimeException ex) {
			// a defect of this program must not keep the webhook first in every query
			logger.error("Event {} can't be sent to webhook {}", delivery.eventId(), webhook.id(), ex);
			return new WebhookAttempt(null, null, "The event could not be sent");
		}
	}

	private void fail(Webhook webhook, WebhookDelivery delivery, WebhookAttempt attempt) {
		Instant now = this.clock.instant();
		boolean givenUp = attempt.isGone() || !now.isBefore(delivery.waitingSince().plus(this.settings.giveUpAfter()));
		Instant notBefore = now.plus(this.backoff.after(webhook.failures() + 1));
		this.queue.failed(webhook, delivery, attempt, givenUp ? null : now.plus(this.backoff.after(delivery.tries())),
				notBefore);
		logger.info("Try {} to deliver event {} to webhook {} has failed: {}", delivery.tries(), delivery.eventId(),
				webhook.id(), attempt.problem());
		if (!givenUp) {
			this.meters.tried(DeliveryState.WAITING);
			return;
		}
		this.meters.tried(DeliveryState.FAILED);
		this.queue.giveUp(webhook, now.minus(this.settings.giveUpAfter()),
				"Given up, as the receiver fails: " + attempt.problem());
		this.queue.trim(webhook, this.settings.keptDeliveries());
		Instant failingSince = webhook.failingSince();
		if (attempt.isGone()) {
			suspend(webhook, "The receiver answered 410 Gone");
		}
		else if (failingSince != null && !now.isBefore(failingSince.plus(this.settings.suspendAfter()))) {
			suspend(webhook, "The receiver has failed since " + failingSince + ": " + attempt.problem());
		}
	}

	private void suspend(Webhook webhook, String reason) {
		logger.warn("Webhook {} is switched off: {}", webhook.id(), reason);
		this.queue.suspend(webhook, reason);
		this.meters.suspended();
	}

	/**
	 * Waits a while for the running deliveries. Interrupted ones are sent again after
	 * their leases.
	 */
	@Override
	public void close() {
		this.looks.shutdown();
		this.workers.shutdown();
		try {
			this.workers.awaitTermination(this.finishWithin.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.workers.shutdownNow();
	}

}
