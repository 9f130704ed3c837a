package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

/**
 * Slots in which passwords are hashed. Hashing is slow on purpose, so half of the
 * processors are left for everything else. Owners in a browser that their account knows
 * get a slot before all others. Otherwise the next slot is for the origin that got one
 * longest ago, and when the queue is full, a request of the origin that got one last
 * makes room: who guesses all the time waits for those who sign in now and then.
 */
@Component
final class HashingSlots {

	/** A hash takes about 0.1 s, so that nobody waits for more than about 2 s. */
	private static final int MAX_WAITING_FOR_EACH_SLOT = 20;

	/** One origin must not fill the queue. */
	private static final int MAX_WAITING_FROM_ONE_ORIGIN = 2;

	/** Also bounds the wait when the processors are busy with something else. */
	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	/** Origins whose last slot is remembered; more than guess at the same time. */
	private static final int MAX_ORIGINS = 1000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Waiter> preferred = new ArrayDeque<>();

	private final Deque<Waiter> others = new ArrayDeque<>();

	private final ThreadLocal<Boolean> held = ThreadLocal.withInitial(() -> false);

	private final int maxWaiting;

	private final Duration maxWait;

	/** Numbers of the last slots of origins, oldest first. */
	private final Map<String, Long> lastSlots = new LinkedHashMap<>();

	private long granted;

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
				noteSlot(origin);
				return;
			}
			long ofOrigin = queue.stream().filter((waiter) -> waiter.origin.equals(origin)).count();
			if (ofOrigin >= MAX_WAITING_FROM_ONE_ORIGIN
					|| queue.size() >= this.maxWaiting && !makeRoom(queue, lastSlot(origin))) {
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

	private boolean makeRoom(Deque<Waiter> queue, long lastSlot) {
		Waiter last = queue.stream().max(Comparator.comparingLong(this::lastSlot)).orElseThrow();
		if (lastSlot(last) <= lastSlot) {
			return false;
		}
		queue.remove(last);
		last.refused = true;
		last.slot.signal();
		return true;
	}

	private void await(Waiter waiter, Deque<Waiter> queue) {
		long left = this.maxWait.toNanos();
		try {
			while (!waiter.hasSlot && !waiter.refused && left > 0) {
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
			Deque<Waiter> queue = this.preferred.isEmpty() ? this.others : this.preferred;
			// the first in the queue among equals
			Optional<Waiter> next = queue.stream().min(Comparator.comparingLong(this::lastSlot));
			if (next.isEmpty()) {
				this.free++;
				return;
			}
			queue.remove(next.get());
			noteSlot(next.get().origin);
			next.get().hasSlot = true;
			next.get().slot.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void noteSlot(String origin) {
		this.lastSlots.remove(origin);
		this.lastSlots.put(origin, ++this.granted);
		if (this.lastSlots.size() > MAX_ORIGINS) {
			this.lastSlots.remove(this.lastSlots.keySet().iterator().next());
		}
	}

	private long lastSlot(Waiter waiter) {
		return lastSlot(waiter.origin);
	}

	private long lastSlot(String origin) {
		return this.lastSlots.getOrDefault(origin, 0L);
	}

	/**
	 * A request that waits for a slot.
	 */
	private static final class Waiter {

		private final String origin;

		private final Condition slot;

		private boolean hasSlot;

		private boolean refused;

		Waiter(String origin, Condition slot) {
			this.origin = origin;
			this.slot = slot;
		}

	}

}
