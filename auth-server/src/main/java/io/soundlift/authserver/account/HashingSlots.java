package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.function.Supplier;

import io.soundlift.connection.FairSlots;

import org.springframework.stereotype.Component;

/**
 * Slots in which passwords are hashed. Hashing is intentionally slow, so half of the
 * processors are left for everything else. Sign-ins from a browser known to the account
 * get a slot first. An origin that sends guesses continuously is served after those that
 * sign in occasionally.
 */
@Component
final class HashingSlots {

	/** A hash takes about 0.1 s, so the wait is at most about 2 s. */
	private static final int MAX_WAITING_FOR_EACH_SLOT = 20;

	/** A single origin must not fill the queue. */
	private static final int MAX_WAITING_FROM_ONE_ORIGIN = 2;

	/** Also bounds the wait when the processors are busy with something else. */
	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	private final ThreadLocal<Boolean> held = ThreadLocal.withInitial(() -> false);

	private final FairSlots slots;

	HashingSlots() {
		this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAIT);
	}

	/**
	 * Creates slots.
	 * @param slots how many passwords are hashed at the same time
	 * @param maxWait how long a request waits for its slot
	 */
	HashingSlots(int slots, Duration maxWait) {
		this.slots = new FairSlots(new FairSlots.Limits(slots, slots, slots, slots * MAX_WAITING_FOR_EACH_SLOT,
				MAX_WAITING_FROM_ONE_ORIGIN, maxWait));
	}

	/**
	 * Runs a task in a slot. A task that already runs in one keeps it.
	 * @param <T> type of the result
	 * @param origin where the request comes from
	 * @param prefer whether it comes from a browser known to the account
	 * @param task the task that hashes
	 * @return the result of the task
	 * @throws HashingBusyException if too many are waiting, too many of them from this
	 * origin, or the wait was too long; the task was not run
	 */
	<T> T run(String origin, boolean prefer, Supplier<T> task) {
		if (this.held.get()) {
			return task.get();
		}
		if (!this.slots.acquire(origin, prefer)) {
			throw new HashingBusyException();
		}
		this.held.set(true);
		try {
			return task.get();
		}
		finally {
			this.held.remove();
			this.slots.release(origin);
		}
	}

	/**
	 * Returns how many requests wait for a slot.
	 * @return their number at this moment
	 */
	int waiting() {
		return this.slots.waiting();
	}

}
