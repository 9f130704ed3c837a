package io.soundlift.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slots that are shared fairly by origins, however many requests each sends. A free slot
 * goes to the origin that got one longest ago, preferred requests first, and no origin
 * holds more than its share at the same time. The share is larger for an origin that has
 * been the only one for a while. When the queue is full, a request of the origin that got
 * a slot last is removed.
 */
public final class FairSlots {

	/** Number of origins whose last slot is recorded; more than wait at the same time. */
	private static final int MAX_ORIGINS = 1000;

	/** Number of consecutive slots above which an origin counts as the only one. */
	private static final int SOLE_AFTER = 64;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Waiter> preferred = new ArrayDeque<>();

	private final Deque<Waiter> others = new ArrayDeque<>();

	/** Numbers of the last slots of origins, oldest first. */
	private final Map<String, Long> lastSlots = new LinkedHashMap<>();

	private final Map<String, Integer> held = new HashMap<>();

	private final Limits limits;

	private long granted;

	private String lastOrigin = "";

	/** Number of the first slot in a row that the last origin got. */
	private long firstInRow;

	private int free;

	/**
	 * Creates slots.
	 * @param limits number of slots and of waiting requests
	 */
	public FairSlots(Limits limits) {
		this.limits = limits;
		this.free = limits.slots();
	}

	/**
	 * Waits for a slot.
	 * @param origin origin of the request
	 * @param prefer whether it precedes all that are not preferred
	 * @return whether there is a slot, to be released; {@code false} if too many are
	 * waiting, too many of them from this origin, the wait was too long, or this thread
	 * was interrupted
	 */
	public boolean acquire(String origin, boolean prefer) {
		this.lock.lock();
		try {
			Waiter waiter = new Waiter(origin, this.lock.newCondition());
			if (this.free > 0 && mayHaveAnother(origin)) {
				grant(waiter);
				return true;
			}
			Deque<Waiter> queue = prefer ? this.preferred : this.others;
			if (!hasRoom(queue, origin)) {
				return false;
			}
			queue.addLast(waiter);
			await(waiter);
			queue.remove(waiter);
			return waiter.hasSlot;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Frees a slot.
	 * @param origin origin that holds it
	 */
	public void release(String origin) {
		this.lock.lock();
		try {
			this.free++;
			this.held.computeIfPresent(origin, (key, count) -> (count > 1) ? count - 1 : null);
			grantNext();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the number of requests that wait for a slot.
	 * @return the current number
	 */
	public int waiting() {
		this.lock.lock();
		try {
			return (int) (this.preferred.stream().filter(Waiter::isWaiting).count()
					+ this.others.stream().filter(Waiter::isWaiting).count());
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean mayHaveAnother(String origin) {
		int share = isSole(origin) ? this.limits.slotsOfSoleOrigin() : this.limits.slotsPerOrigin();
		return this.held.getOrDefault(origin, 0) < share;
	}

	private boolean isSole(String origin) {
		return origin.equals(this.lastOrigin) && this.granted - this.firstInRow >= SOLE_AFTER;
	}

	/** Several requests can be served when the share of an origin has just grown. */
	private void grantNext() {
		Optional<Waiter> next = next(this.preferred).or(() -> next(this.others));
		while (this.free > 0 && next.isPresent()) {
			grant(next.get());
			next.get().turn.signal();
			next = next(this.preferred).or(() -> next(this.others));
		}
	}

	private void grant(Waiter waiter) {
		this.free--;
		this.held.merge(waiter.origin, 1, Integer::sum);
		this.granted++;
		if (!waiter.origin.equals(this.lastOrigin)) {
			this.lastOrigin = waiter.origin;
			this.firstInRow = this.granted;
		}
		this.lastSlots.remove(waiter.origin);
		this.lastSlots.put(waiter.origin, this.granted);
		if (this.lastSlots.size() > MAX_ORIGINS) {
			this.lastSlots.remove(this.lastSlots.keySet().iterator().next());
		}
		waiter.hasSlot = true;
	}

	private boolean hasRoom(Deque<Waiter> queue, String origin) {
		long ofOrigin = queue.stream().filter((waiter) -> waiter.isWaiting() && waiter.origin.equals(origin)).count();
		return ofOrigin < this.limits.waitingPerOrigin()
				&& (queue.stream().filter(Waiter::isWaiting).count() < this.limits.waiting()
						|| makeRoom(queue, lastSlot(origin)));
	}

	private boolean makeRoom(Deque<Waiter> queue, long lastSlot) {
		Optional<Waiter> last = queue.stream()
			.filter((waiter) -> waiter.isWaiting() && lastSlot(waiter) > lastSlot)
			.max(Comparator.comparingLong(this::lastSlot));
		last.ifPresent((waiter) -> {
			waiter.refused = true;
			waiter.turn.signal();
		});
		return last.isPresent();
	}

	private void await(Waiter waiter) {
		long left = this.limits.maxWait().toNanos();
		try {
			while (waiter.isWaiting() && left > 0) {
				left = waiter.turn.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Finds the next request; ties go to the first in the queue.
	 */
	private Optional<Waiter> next(Deque<Waiter> queue) {
		return queue.stream()
			.filter((waiter) -> waiter.isWaiting() && mayHaveAnother(waiter.origin))
			.min(Comparator.comparingLong(this::lastSlot));
	}

	private long lastSlot(Waiter waiter) {
		return lastSlot(waiter.origin);
	}

	private long lastSlot(String origin) {
		return this.lastSlots.getOrDefault(origin, 0L);
	}

	/**
	 * Limits on the requests that hold slots or wait for them.
	 *
	 * @param slots number of slots, at least 1
	 * @param slotsPerOrigin number of slots that one of several origins has at the same
	 * time, at least 1
	 * @param slotsOfSoleOrigin number of slots that an origin has at the same time when
	 * it got more than 64 slots in a row; not less than {@code slotsPerOrigin}
	 * @param waiting number of requests that wait, of preferred and of other ones
	 * @param waitingPerOrigin number of those that come from one origin
	 * @param maxWait time that a request waits for its slot
	 */
	public record Limits(int slots, int slotsPerOrigin, int slotsOfSoleOrigin, int waiting, int waitingPerOrigin,
			Duration maxWait) {

		/**
		 * Returns the usual limits for requests, which hold a slot while a processor
		 * works on them: an eighth of the slots for one of several origins, twice that
		 * for a sole one.
		 * @param slots number of slots, at least 1
		 * @param waiting number of requests that wait, possibly all from one origin
		 * @param maxWait time that a request waits for its slot
		 * @return the limits
		 */
		public static Limits ofRequests(int slots, int waiting, Duration maxWait) {
			return new Limits(slots, Math.max(1, slots / 8), Math.max(1, slots / 4), waiting, waiting, maxWait);
		}

	}

	/**
	 * A request that waits for a slot.
	 */
	private static final class Waiter {

		private final String origin;

		private final Condition turn;

		private boolean hasSlot;

		private boolean refused;

		Waiter(String origin, Condition turn) {
			this.origin = origin;
			this.turn = turn;
		}

		boolean isWaiting() {
			return !this.hasSlot && !this.refused;
		}

	}

}
