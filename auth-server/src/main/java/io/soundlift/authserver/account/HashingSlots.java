package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

/**
 * Slots in which passwords are hashed. Hashing is slow on purpose, so half of the
 * processors are left for everything else. Those who wait get their slots in the order in
 * which they came, owners in a browser that their account knows before all others.
 */
@Component
final class HashingSlots {

	/** A hash takes about 0.1 s, so that nobody waits for more than about 2 s. */
	private static final int MAX_WAITING_FOR_EACH_SLOT = 20;

	/** One origin must not fill the queue. */
	private static final int MAX_WAITING_FROM_ONE_ORIGIN = 2;

	/** Also bounds the wait when the processors are busy with something else. */
	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Waiter> preferred = new ArrayDeque<>();

	private final Deque<Waiter> others = new ArrayDeque<>();

	private final ThreadLocal<Boolean> held = ThreadLocal.withInitial(() -> false);

	private final int maxWaiting;

	private final Duration maxWait;

	private int free;

	HashingSlots() {
		this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAIT);
	}

	/**
	 * Creates slots.
	 * @param slots how many passwords are hashed at the same time
	 * @param maxWait how long a request waits for its slot
	 */
	HashingSlots(int slots, Duration maxWait) {
		this.free = slots;
		this.maxWait = maxWait;
		this.maxWaiting = slots * MAX_WAITING_FOR_EACH_SLOT;
	}

	/**
	 * Runs a task in a slot. A task that runs in one already goes on in it.
	 * @param <T> type of the result
	 * @param origin where the request comes from
	 * @param prefer whether it comes from a browser that the account knows
	 * @param task what hashes
	 * @return the result of the task
	 * @throws HashingBusyException if too many are waiting, too many of them from this
	 * origin, or the wait was too long; the task was not run
	 */
	<T> T run(String origin, boolean prefer, Supplier<T> task) {
		if (this.held.get()) {
			return task.get();
		}
		acquire(origin, prefer ? this.preferred : this.others);
		this.held.set(true);
		try {
			return task.get();
		}
		finally {
			this.held.remove();
			release();
		}
	}

	/**
	 * Returns how many requests wait for a slot.
	 * @return their number at this moment
	 */
	int waiting() {
		this.lock.lock();
		try {
			return this.preferred.size() + this.others.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void acquire(String origin, Deque<Waiter> queue) {
		this.lock.lock();
		try {
			if (this.free > 0) {
				this.free--;
				return;
			}
			long ofOrigin = queue.stream().filter((waiter) -> waiter.origin.equals(origin)).count();
			if (queue.size() >= this.maxWaiting || ofOrigin >= MAX_WAITING_FROM_ONE_ORIGIN) {
				throw new HashingBusyException();
			}
			Waiter waiter = new Waiter(origin, this.lock.newCondition());
			queue.addLast(waiter);
			await(waiter, queue);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await(Waiter waiter, Deque<Waiter> queue) {
		long left = this.maxWait.toNanos();
		try {
			while (!waiter.hasSlot && left > 0) {
				left = waiter.slot.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			if (waiter.hasSlot) {
				release();
			}
			waiter.hasSlot = false;
		}
		if (!waiter.hasSlot) {
			queue.remove(waiter);
			throw new HashingBusyException();
		}
	}

	private void release() {
		this.lock.lock();
		try {
			Waiter next = this.preferred.isEmpty() ? this.others.pollFirst() : this.preferred.pollFirst();
			if (next == null) {
				this.free++;
				return;
			}
			next.hasSlot = true;
			next.slot.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A request that waits for a slot.
	 */
	private static final class Waiter {

		private final String origin;

		private final Condition slot;

		private boolean hasSlot;

		Waiter(String origin, Condition slot) {
			this.origin = origin;
			this.slot = slot;
		}

	}

}
