package io.soundlift.converter.schedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Slots for concurrent encoders, shared fairly between owners and, within an owner,
 * between conversions.
 * <p>
 * A free slot goes to the owner that holds the fewest slots; ties go to the one served
 * longest ago. The same rule applies to the conversions of that owner. A single
 * conversion can therefore use all slots, and a new one gets the next slot that becomes
 * free. A slot is kept until its encoder ends. All this holds for work of the same
 * priority: less urgent work is served when no other waits.
 */
public final class EncoderSlots {

	private final Set<Share> shares = new HashSet<>();

	private final Map<Object, Owner> owners = new HashMap<>();

	private final int size;

	private final LongSupplier nanoTime;

	private int inUse;

	private long served;

	/**
	 * Creates slots that are all free.
	 * @param size how many encoders may run at a time, at least 1
	 */
	public EncoderSlots(int size) {
		this(size, System::nanoTime);
	}

	EncoderSlots(int size, LongSupplier nanoTime) {
		if (size < 1) {
			throw new IllegalArgumentException("No encoder could run in " + size + " slots");
		}
		this.size = size;
		this.nanoTime = nanoTime;
	}

	/**
	 * Registers a conversion of this converter.
	 * @param owner equal for all conversions of one owner
	 * @return its share, which has to be closed
	 */
	public Share join(Object owner) {
		return join(owner, Priority.CONVERSION);
	}

	/**
	 * Registers a conversion, or other work for one.
	 * @param owner equal for all conversions of one owner
	 * @param priority how urgent it is
	 * @return its share, which has to be closed
	 */
	public synchronized Share join(Object owner, Priority priority) {
		long turn = this.served++;
		Object ownerId = List.of(owner, priority);
		Share share = new Share(ownerId, this.owners.computeIfAbsent(ownerId, (fresh) -> new Owner(turn)), turn,
				priority);
		share.owner.shares++;
		this.shares.add(share);
		return share;
	}

	/**
	 * Returns how many encoders may run at a time.
	 * @return the number of slots, at least 1
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Returns how many slots are taken.
	 * @return 0 to {@link #size()}
	 */
	public synchronized int inUse() {
		return this.inUse;
	}

	/**
	 * Returns how many encoders wait for a slot.
	 * @return the number, 0 or more
	 */
	public synchronized int waiting() {
		return this.shares.stream().mapToInt((share) -> share.waiters.size()).sum();
	}

	/**
	 * Returns whether conversions, and help with those of other converters, leave slots
	 * free.
	 * @return {@code false} if they hold or wait for all slots
	 */
	public synchronized boolean hasSpare() {
		return this.shares.stream()
			.filter((share) -> share.priority != Priority.UPLOAD)
			.mapToInt((share) -> share.inUse + share.waiters.size())
			.sum() < this.size;
	}

	private void serve() {
		while (this.inUse < this.size) {
			Optional<Share> next = this.shares.stream()
				.filter((share) -> !share.waiters.isEmpty())
				.min(Comparator.<Share, Priority>comparing((share) -> share.priority)
					.thenComparingInt((share) -> share.owner.inUse)
					.thenComparingLong((share) -> share.owner.turn)
					.thenComparingInt((share) -> share.inUse)
					.thenComparingLong((share) -> share.turn));
			if (next.isEmpty()) {
				return;
			}
			next.get().serve();
		}
	}

	/**
	 * Share of one conversion in the slots. Safe for use by several threads.
	 */
	public final class Share implements AutoCloseable {

		private final Deque<Waiter> waiters = new ArrayDeque<>();

		private final Object ownerId;

		private final Owner owner;

		private final Priority priority;

		private long turn;

		private int inUse;

		private boolean stopped;

		private long waitedNanos;

		private @Nullable Long waitingSince;

		private Share(Object ownerId, Owner owner, long turn, Priority priority) {
			this.ownerId = ownerId;
			this.owner = owner;
			this.turn = turn;
			this.priority = priority;
		}

		/**
		 * Waits for a slot.
		 * @return the slot, which has to be closed once the encoder has ended
		 * @throws InterruptedException if the thread was interrupted before it had a slot
		 * @throws CancellationException if the share was stopped before it had a slot
		 */
		public Slot acquire() throws InterruptedException {
			synchronized (EncoderSlots.this) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				checkNotStopped();
				Waiter waiter = new Waiter();
				this.waiters.add(waiter);
				EncoderSlots.this.serve();
				account();
				try {
					while (!waiter.served && !this.stopped) {
						EncoderSlots.this.wait();
					}
				}
				catch (InterruptedException ex) {
					giveUp(waiter);
					throw ex;
				}
				if (!waiter.served) {
					giveUp(waiter);
					checkNotStopped();
				}
				return new Slot(this);
			}
		}

		/**
		 * Wakes up all waiting threads and assigns no more slots. Assigned slots stay
		 * taken until they are closed. May be called at any time and more than once.
		 */
		public void stop() {
			synchronized (EncoderSlots.this) {
				this.stopped = true;
				EncoderSlots.this.notifyAll();
				this.waiters.clear();
				account();
			}
		}

		/**
		 * Returns whether the conversion is blocked because others hold all slots.
		 * @return whether a thread waits for a slot and the conversion holds none
		 */
		public boolean isWaiting() {
			synchronized (EncoderSlots.this) {
				return isStandingStill();
			}
		}

		/**
		 * Returns the total time for which the conversion was blocked because others held
		 * all slots.
		 * @return the time, zero or more
		 */
		public Duration waited() {
			synchronized (EncoderSlots.this) {
				account();
				return Duration.ofNanos(this.waitedNanos);
			}
		}

		/**
		 * Ends the conversion's share, as {@link #stop()} does. The slots that it still
		 * holds become free as they are closed.
		 */
		@Override
		public void close() {
			stop();
			synchronized (EncoderSlots.this) {
				if (EncoderSlots.this.shares.remove(this) && --this.owner.shares == 0) {
					EncoderSlots.this.owners.remove(this.ownerId);
				}
			}
		}

		private void serve() {
			Waiter waiter = this.waiters.remove();
			waiter.served = true;
			EncoderSlots.this.notifyAll();
			this.turn = EncoderSlots.this.served++;
			this.owner.turn = this.turn;
			this.owner.inUse++;
			this.inUse++;
			EncoderSlots.this.inUse++;
			account();
		}

		private void giveUp(Waiter waiter) {
			if (waiter.served) {
				release();
			}
			else {
				this.waiters.remove(waiter);
				account();
			}
		}

		private void release() {
			this.inUse--;
			this.owner.inUse--;
			EncoderSlots.this.inUse--;
			EncoderSlots.this.serve();
			account();
		}

		private boolean isStandingStill() {
			return this.inUse == 0 && !this.waiters.isEmpty();
		}

		private void account() {
			long now = EncoderSlots.this.nanoTime.getAsLong();
			if (this.waitingSince != null) {
				this.waitedNanos += now - this.waitingSince;
			}
			this.waitingSince = isStandingStill() ? now : null;
		}

		private void checkNotStopped() {
			if (this.stopped) {
				throw new CancellationException("The conversion gets no more encoders");
			}
		}

	}

	/**
	 * Permission to run one encoder.
	 */
	public final class Slot implements AutoCloseable {

		private final Share share;

		private boolean closed;

		private Slot(Share share) {
			this.share = share;
		}

		/**
		 * Frees the slot for the next encoder. Has no effect the second time.
		 */
		@Override
		public void close() {
			synchronized (EncoderSlots.this) {
				if (!this.closed) {
					this.closed = true;
					this.share.release();
				}
			}
		}

	}

	/**
	 * Share of all conversions of one owner in the slots.
	 */
	private static final class Owner {

		private long turn;

		private int inUse;

		private int shares;

		private Owner(long turn) {
			this.turn = turn;
		}

	}

	private static final class Waiter {

		private boolean served;

	}

}
