package io.soundlift.converter.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.soundlift.converter.encode.EncodingListener;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what has been done of one attempt at a conversion, in playing time of the audio
 * that was worked through, and tells from it how far the attempt is, how fast, and how
 * long it will still take. Any number of threads may use it.
 * <p>
 * The speed is that of the last 20 seconds, so the time left follows from the share of
 * the encoders that the conversion really has.
 */
public final class WorkProgress implements EncodingListener {

	private static final long WINDOW = Duration.ofSeconds(20).toNanos();

	/** A speed over less time is mostly chance. */
	private static final long SHORTEST = Duration.ofMillis(500).toNanos();

	/** Between two chunks every conversion waits for a moment. */
	private static final long STANDSTILL = Duration.ofSeconds(2).toNanos();

	private static final int ALMOST_ALL = 99;

	private final LongSupplier nanoTime;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private Phase phase = Phase.FETCHING;

	private BooleanSupplier waiting = () -> false;

	private @Nullable Duration expected = Duration.ZERO;

	private long done;

	private long skipped;

	private long movedAt;

	private int percent;

	/**
	 * The progress of an attempt that begins to fetch its video.
	 */
	public WorkProgress() {
		this(System::nanoTime);
	}

	WorkProgress(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Sets what is done from now on.
	 * @param begun the phase that begins; {@link Phase#WAITING} is found out by itself
	 */
	public synchronized void enter(Phase begun) {
		this.phase = begun;
		this.samples.clear();
		this.movedAt = this.nanoTime.getAsLong();
		sample();
	}

	/**
	 * Sets how much is to be done. May be called again when that becomes clearer.
	 * @param audio playing time of the audio, as often as it is worked through;
	 * {@code null} if it is not known
	 */
	public synchronized void expect(@Nullable Duration audio) {
		this.expected = audio;
	}

	/**
	 * Sets who knows whether the conversion waits for an encoder.
	 * @param waits tells whether it waits at this moment
	 */
	public synchronized void waitsWhile(BooleanSupplier waits) {
		this.waiting = waits;
	}

	/**
	 * Sets how much was worked through from the begin on. Less than before changes
	 * nothing.
	 * @param audio its playing time
	 */
	@Override
	public synchronized void encoded(Duration audio) {
		move(Math.max(this.done, audio.toNanos()));
	}

	/**
	 * Adds audio that an earlier attempt has worked through, which says nothing of the
	 * speed of this one.
	 * @param audio its playing time
	 */
	@Override
	public synchronized void found(Duration audio) {
		this.skipped += audio.toNanos();
		move(this.done + audio.toNanos());
	}

	private void move(long reached) {
		if (reached > this.done) {
			this.done = reached;
			this.movedAt = this.nanoTime.getAsLong();
		}
	}

	/**
	 * Returns how far the attempt is.
	 * @return the progress now
	 */
	public synchronized Progress now() {
		if (this.phase != Phase.ENCODING) {
			return new Progress(this.phase, percent(), null, null);
		}
		sample();
		if (this.nanoTime.getAsLong() - this.movedAt >= STANDSTILL && this.waiting.getAsBoolean()) {
			return new Progress(Phase.WAITING, percent(), null, null);
		}
		Double speed = speed();
		return new Progress(Phase.ENCODING, percent(), speed, secondsLeft(speed));
	}

	private @Nullable Integer percent() {
		if (this.expected == null) {
			return null;
		}
		if (!this.expected.isZero()) {
			// 100 is for a conversion that is complete
			long reached = Math.min((long) (100.0 * this.done / this.expected.toNanos()), ALMOST_ALL);
			this.percent = Math.max(this.percent, (int) reached);
		}
		return this.percent;
	}

	private void sample() {
		long now = this.nanoTime.getAsLong();
		while (this.samples.size() > 1 && now - this.samples.element().time() > WINDOW) {
			this.samples.remove();
		}
		this.samples.add(new Sample(now, this.done - this.skipped));
	}

	private @Nullable Double speed() {
		Sample first = this.samples.getFirst();
		Sample last = this.samples.getLast();
		long time = last.time() - first.time();
		long audio = last.worked() - first.worked();
		return (time >= SHORTEST && audio > 0) ? (double) audio / time : null;
	}

	private @Nullable Long secondsLeft(@Nullable Double speed) {
		if (speed == null || this.expected == null || this.expected.toNanos() <= this.done) {
			return null;
		}
		return (long) Math.ceil((this.expected.toNanos() - this.done) / speed / 1_000_000_000);
	}

	private record Sample(long time, long worked) {
	}

}
