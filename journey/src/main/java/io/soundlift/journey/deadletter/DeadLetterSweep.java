package io.soundlift.journey.deadletter;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.soundlift.journey.message.PublishingException;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;

/**
 * Schedule of the processing of dead letters: every few seconds, in a thread of its own,
 * so that neither messages nor other sweeps wait for it. Several services may run it at
 * once.
 */
final class DeadLetterSweep implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterSweep.class);

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	/**
	 * Longer than the wait for a confirm. A sweep that is interrupted leaves the dead
	 * letter in its queue.
	 */
	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

	private final DeadLetters deadLetters;

	private @Nullable ScheduledExecutorService scheduler;

	DeadLetterSweep(DeadLetters deadLetters) {
		this.deadLetters = deadLetters;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler == null) {
			this.scheduler = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("dead-letters"));
			this.scheduler.scheduleWithFixedDelay(this::sweep, INTERVAL.toMillis(), INTERVAL.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	private void sweep() {
		try {
			this.deadLetters.sweep();
		}
		catch (PublishingException ex) {
			logger.warn("A dead letter has to wait: {}", ex.getMessage());
		}
		catch (AmqpException ex) {
			// also while there is no queue yet; the bindings log that the broker is
			// unavailable
			logger.debug("Dead letters have to wait for the broker", ex);
		}
		catch (RuntimeException ex) {
			// the edge: an exception would end the schedule
			logger.error("Could not check for dead letters", ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler == null) {
			return;
		}
		this.scheduler.shutdown();
		try {
			if (!this.scheduler.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("A dead letter was being dealt with and stays in its queue");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.scheduler = null;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

}
