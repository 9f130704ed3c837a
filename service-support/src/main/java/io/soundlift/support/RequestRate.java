package io.soundlift.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bound of how often each subject may do something, at this replica. Some may come at
 * once; after that requests are spread evenly (generic cell rate algorithm, ITU-T I.371).
 * Counting needs neither the database nor much memory: a subject takes one point in time,
 * and when there are too many, those that have been inactive for longest are forgotten.
 */
public final class RequestRate {

	/** They take some 2 MB. */
	private static final int MAX_SUBJECTS = 10_000;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final Map<String, Instant> usedUpUntil = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
			return size() > MAX_SUBJECTS;
		}

	};

	private final int perMinute;

	private final int burst;

	private final Clock clock;

	/**
	 * Creates a bound at which the requests of a whole minute may come at once.
	 * @param perMinute requests of one subject in a minute; 0 for any number
	 * @param clock source of the time
	 */
	public RequestRate(int perMinute, Clock clock) {
		this(perMinute, perMinute, clock);
	}

	/**
	 * Creates a bound.
	 * @param perMinute requests of one subject in a minute; 0 for any number
	 * @param burst how many of them may come at once
	 * @param clock source of the time
	 */
	public RequestRate(int perMinute, int burst, Clock clock) {
		this.perMinute = perMinute;
		this.burst = burst;
		this.clock = clock;
	}

	/**
	 * Counts a request, unless it is one too many.
	 * @param subject what is bounded, such as an account
	 * @return zero if the request may be served, otherwise how long to wait for the next
	 */
	public synchronized Duration tryAcquire(String subject) {
		if (this.perMinute == 0) {
			return Duration.ZERO;
		}
		Instant now = this.clock.instant();
		Instant before = this.usedUpUntil.getOrDefault(subject, now);
		Duration each = WINDOW.dividedBy(this.perMinute);
		Instant after = (before.isAfter(now) ? before : now).plus(each);
		Duration excess = Duration.between(now.plus(each.multipliedBy(this.burst)), after);
		if (!excess.isNegative() && !excess.isZero()) {
			return Duration.of(excess.toMillis() + 1, ChronoUnit.MILLIS);
		}
		this.usedUpUntil.put(subject, after);
		return Duration.ZERO;
	}

}
