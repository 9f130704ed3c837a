package io.soundlift.journey.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.soundlift.journey.outbox.OutboxEntries.ClaimedEntry;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Relay that publishes events from the conversions' outboxes: at once if this process has
 * just written one, and by a sweep for events that any process has left. Both use the
 * same code, so late and prompt events differ only in time.
 */
final class OutboxRelay implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(OutboxRelay.class);

	private static final int MAX_WAITING = 1000;

	private final OutboxEntries entries;

	private final EventPublisher publisher;

	private final JourneyTracing tracing;

	private final Clock clock;

	private final ThreadPoolExecutor prompt = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(MAX_WAITING), new DaemonThreads("outbox-relay"),
			new ThreadPoolExecutor.DiscardPolicy());

	OutboxRelay(OutboxEntries entries, EventPublisher publisher, JourneyTracing tracing, Clock clock) {
		this.entries = entries;
		this.publisher = publisher;
		this.tracing = tracing;
		this.clock = clock;
	}

	/**
	 * Publishes soon, without delaying the caller. If too many wait, or this process
	 * crashes first, {@link #publishDue()} does it.
	 */
	@EventListener
	void onEventDue(EventDue event) {
		this.prompt.execute(() -> publishPromptly(event));
	}

	private void publishPromptly(EventDue event) {
		try {
			this.entries.claim(event.type(), event.conversionId()).ifPresent(this::publish);
		}
		catch (RuntimeException ex) {
			logger.warn("Publishing {} of conversion {} is left to the next round", event.type(), event.conversionId(),
					ex);
		}
	}

	@Scheduled(fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
	void publishDue() {
		for (EventType type : EventType.values()) {
			boolean published;
			do {
				Optional<ClaimedEntry> entry = this.entries.claimAny(type);
				published = entry.isPresent() && publish(entry.get());
			}
			while (published);
		}
	}

	private boolean publish(ClaimedEntry entry) {
		try {
			this.tracing.continued(entry.trace(), "outbox.publish", entry.conversionId(), () -> send(entry));
			return true;
		}
		catch (RuntimeException ex) {
			logger.debug("The relay will retry {} of conversion {}", entry.type(), entry.conversionId(), ex);
			return false;
		}
	}

	private void send(ClaimedEntry entry) {
		try {
			trySend(entry);
		}
		catch (RuntimeException ex) {
			// logged here, where the line gets the ids of the trace
			logger.warn("Could not publish {} of conversion {}, try {}: {}", entry.type(), entry.conversionId(),
					entry.tries(), ex.toString());
			throw ex;
		}
	}

	private void trySend(ClaimedEntry entry) {
		Duration delay = Duration.between(entry.createdAt(), this.clock.instant());
		this.tracing.tag(JourneyAttributes.OUTBOX_EVENT, entry.type().slot());
		this.tracing.tag(JourneyAttributes.OUTBOX_TRIES, entry.tries());
		this.tracing.tag(JourneyAttributes.OUTBOX_DELAY, delay.toMillis());
		this.publisher.publish(entry.type(), entry.conversionId(), entry.createdAt());
		this.entries.markPublished(entry, this.tracing.endingStep());
	}

	@Override
	public void destroy() {
		this.prompt.shutdown();
	}

}
