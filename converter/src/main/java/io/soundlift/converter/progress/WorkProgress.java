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
 * Progress of one attempt at a conversion, measured in playing time of the processed
 * audio: percentage, speed and remaining time. Safe for use by several threads.
 * <p>
 * The speed is that of the last 20 seconds, so the remaining time reflects the share of
 * the encoders that the conversion actually has.
 */
public final class WorkProgress implements EncodingListener {

	private static final long WINDOW = Duration.ofSeconds(20).toNanos();

	/** A speed measured over less time is mostly random. */
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
	 * Creates the progress of an attempt that begins to fetch its video.
	 */
	public WorkProgress() {
		this(System::nanoTime);
	}

	WorkProgress(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Sets the current phase, whose progress is counted from its beginning.
	 * @param begun the phase that begins; {@link Phase#WAITING} is detected automatically
	 */
	public synchronized void enter(Phase begun) {
		percent();
		this.phase = begun;
		this.done = 0;
		this.skipped = 0;
		this.samples.clear();
		this.movedAt = this.nanoTime.getAsLong();
		sample();
	}

	/**
	 * Sets the amount of work. May be called again with a better estimate.
	 * @param audio playing time of the audio, multiplied by the number of passes;
	 * {@code null} if it is not known
	 */
	public synchronized void expect(@Nullable Duration audio) {
		this.expected = audio;
	}

	/**
	 * Sets the source of whether the conversion waits for an encoder.
	 * @param waits supplies whether it waits at this moment
	 */
	public synchronized void waitsWhile(BooleanSupplier waits) {
		this.waiting = waits;
	}

	/**
	 * Sets the amount of audio processed from the beginning. A smaller amount than before
	 * has no effect.
	 * @param audio its playing time
	 */
	@Override
	public synchronized void encoded(Duration audio) {
		move(Math.max(this.done, audio.toNanos()));
	}

	/**
	 * Adds audio that an earlier attempt processed, which does not count for the speed of
	 * this one.
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
	 * Returns the current progress.
	 * @return the progress
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
