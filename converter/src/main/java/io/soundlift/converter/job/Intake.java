package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.micrometer.context.ContextSnapshotFactory;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.context.SmartLifecycle;

/**
 * Intake of conversions up to the maximum number that may run at a time.
 * <p>
 * A message is acknowledged when its conversion is claimed, long before the work is done,
 * so no time limit of the broker applies to it. While all slots are taken nothing is
 * consumed, and messages stay in the queue for other converters. To that end the consumer
 * is cancelled before the message that takes the last slot is acknowledged, so that the
 * broker does not deliver the next one.
 * <p>
 * When the converter shuts down, no more messages are consumed. Running conversions, and
 * one that is being claimed meanwhile, get some time to finish; those that have not
 * finished by then are stopped and handed back while MongoDB and the broker are still
 * connected.
 */
final class Intake implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Intake.class);

	/**
	 * How long handing back may take.
	 */
	private static final Duration HAND_BACK_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration RESUME_INTERVAL = Duration.ofSeconds(5);

	private final int room;

	private final Duration finishWithin;

	private final RunningSessions sessions;

	private final ExecutorService workers = Executors.newCachedThreadPool(new DaemonThreads("conversion"));

	private @Nullable MessageListenerContainer consumer;

	// messages whose conversion is being claimed
	private int claiming;

	private int running;

	// initially open, because the binding starts before this
	private boolean open = true;

	private boolean paused;

	private boolean pausing;

	private boolean resuming;

	// whether the consumer may still deliver messages while this closes
	private boolean consuming;

	/**
	 * Creates an open intake.
	 * @param room how many conversions may run at a time, at least 1
	 * @param finishWithin how long they may continue when the converter shuts down
	 * @param sessions stopped when that time is over
	 */
	Intake(int room, Duration finishWithin, RunningSessions sessions) {
		this.room = room;
		this.finishWithin = finishWithin;
		this.sessions = sessions;
	}

	/**
	 * Sets the consumer to pause while all slots are taken.
	 * @param consumer consumer of the messages that start work here, one at a time
	 */
	synchronized void fedBy(MessageListenerContainer consumer) {
		this.consumer = consumer;
	}

	int room() {
		return this.room;
	}

	synchronized int running() {
		return this.running;
	}

	/**
	 * Claims a conversion, and starts the work on it in a new thread. To be called by the
	 * consumer's thread before the message is acknowledged.
	 * @param claim claims a conversion and returns the work on it; empty if there is none
	 */
	void begin(Supplier<Optional<Runnable>> claim) {
		beginClaim();
		try {
			claim.get().ifPresent(this::start);
		}
		finally {
			endClaim();
		}
	}

	private synchronized void beginClaim() {
		this.claiming++;
	}

	private synchronized void endClaim() {
		this.claiming--;
		notifyAll();
	}

	private void start(Runnable work) {
		Runnable traced = ContextSnapshotFactory.builder().build().captureAll().wrap(work);
		MessageListenerContainer full = takeRoom();
		if (full != null) {
			pause(full);
		}
		this.workers.execute(() -> {
			try {
				traced.run();
			}
			finally {
				end();
			}
		});
	}

	private void pause(MessageListenerContainer full) {
		try {
			// cancels the consumer immediately; the end of its thread is reported later
			full.stop(this::hasPaused);
		}
		catch (RuntimeException ex) {
			// at worst consumes one message too many
			logger.warn("Could not stop consuming messages", ex);
			hasPaused();
		}
	}

	private synchronized @Nullable MessageListenerContainer takeRoom() {
		this.running++;
		if (this.running < this.room || this.paused || this.consumer == null) {
			return null;
		}
		this.paused = true;
		this.pausing = true;
		return this.consumer;
	}

	private synchronized void hasPaused() {
		this.pausing = false;
		resumeIfThereIsRoom();
	}

	private synchronized void end() {
		this.running--;
		notifyAll();
		resumeIfThereIsRoom();
	}

	private void resumeIfThereIsRoom() {
		if (this.open && this.paused && !this.pausing && this.running < this.room && this.consumer != null) {
			this.paused = false;
			this.resuming = true;
			MessageListenerContainer last = this.consumer;
			this.workers.execute(() -> resume(last));
		}
	}

	private void resume(MessageListenerContainer last) {
		try {
			boolean resumed = false;
			while (!resumed && isRunning()) {
				resumed = tryStart(last);
			}
			if (resumed && !isRunning()) {
				// this closed while the consumer was started
				last.stop();
			}
		}
		finally {
			hasResumed();
		}
	}

	private boolean tryStart(MessageListenerContainer last) {
		try {
			last.start();
			return true;
		}
		catch (RuntimeException ex) {
			logger.error("Could not consume messages again, retries soon", ex);
			awaitClose(RESUME_INTERVAL);
			return false;
		}
	}

	private synchronized void hasResumed() {
		this.resuming = false;
		notifyAll();
	}

	private synchronized void awaitClose(Duration timeout) {
		try {
			if (this.open) {
				wait(timeout.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized void start() {
		this.open = true;
		this.sessions.start();
		resumeIfThereIsRoom();
	}

	@Override
	public void stop() {
		MessageListenerContainer last = close();
		if (last != null) {
			last.stop(this::hasStoppedConsuming);
		}
		if (!awaitIdle(this.finishWithin)) {
			this.sessions.stop();
			if (!awaitIdle(HAND_BACK_TIMEOUT) && running() > 0) {
				logger.warn("{} conversions could not be handed back; their leases will expire", running());
			}
		}
	}

	private synchronized @Nullable MessageListenerContainer close() {
		this.open = false;
		// the binding, not this, starts the consumer again
		this.paused = false;
		this.consuming = this.consumer != null;
		notifyAll();
		return this.consumer;
	}

	private synchronized void hasStoppedConsuming() {
		logger.debug("Consumes no more messages");
		this.consuming = false;
		notifyAll();
	}

	private boolean isIdle() {
		return !this.consuming && !this.resuming && this.claiming == 0 && this.running == 0;
	}

	private synchronized boolean awaitIdle(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			for (long left = timeout.toMillis(); !isIdle()
					&& left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return isIdle();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.open;
	}

	@Override
	public int getPhase() {
		// the highest phase stops first, before the binding that feeds this
		return DEFAULT_PHASE;
	}

}
