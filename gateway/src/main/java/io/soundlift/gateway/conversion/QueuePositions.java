package io.soundlift.gateway.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.ConversionState;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Positions of queued conversions, in the order of claims, by owner in turn, as long as
 * nothing is added and nothing that runs ends. One reading of the queue serves all
 * requests within the next second, or longer if reading takes long, so that requests cost
 * the store next to nothing.
 */
@Component
final class QueuePositions {

	/** Conversions farther behind have no position. */
	private static final int MOST = 10_000;

	private static final Duration FRESH = Duration.ofSeconds(1);

	/**
	 * At most this share of the time is spent on reading, unless that takes very long.
	 */
	private static final int COST_FACTOR = 20;

	/** The first reading takes longer than any other, and its positions must not stay. */
	private static final Duration MAX_AGE = Duration.ofSeconds(10);

	private final ConversionQueue queue;

	private final Clock clock;

	private final ReentrantLock looking = new ReentrantLock();

	private volatile Look last = new Look(Map.of(), Instant.MIN, Instant.MIN);

	QueuePositions(ConversionQueue queue, Clock clock) {
		this.queue = queue;
		this.clock = clock;
	}

	/**
	 * Returns how many conversions are served before a conversion, itself included. Later
	 * uploads of other owners may precede it, and the end of their running conversions
	 * may move their queued ones forward; later conversions of the same owner never
	 * precede it.
	 * @param conversion the conversion
	 * @return its place, 1 for the next; {@code null} if it is not queued, waits for the
	 * time of another attempt, or is too far behind
	 */
	@Nullable Integer of(Conversion conversion) {
		Instant now = this.clock.instant();
		if (conversion.state() != ConversionState.QUEUED || isEarly(conversion.notBefore(), now)) {
			return null;
		}
		Look look = look(now);
		Integer position = look.positions().get(conversion.id());
		if (position == null && !conversion.createdAt().isBefore(look.takenAt())) {
			return look.positions().size() + 1;
		}
		return position;
	}

	/**
	 * Returns the same for the id of a conversion.
	 * @param id its id
	 * @return its place; {@code null} also if the last reading did not find it
	 */
	@Nullable Integer of(String id) {
		return look(this.clock.instant()).positions().get(id);
	}

	private Look look(Instant now) {
		if (now.isBefore(this.last.goodUntil())) {
			return this.last;
		}
		// a request during a reading gets the previous result, unless the reading is the
		// first
		if (this.last.takenAt().equals(Instant.MIN)) {
			this.looking.lock();
		}
		else if (!this.looking.tryLock()) {
			return this.last;
		}
		try {
			if (!now.isBefore(this.last.goodUntil())) {
				this.last = read(now);
			}
			return this.last;
		}
		finally {
			this.looking.unlock();
		}
	}

	private Look read(Instant now) {
		long begin = System.nanoTime();
		Map<String, Integer> positions = new HashMap<>();
		for (String id : this.queue.order(MOST)) {
			positions.put(id, positions.size() + 1);
		}
		Duration cost = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(COST_FACTOR);
		return new Look(positions, now,
				now.plus(Collections.max(List.of(FRESH, Collections.min(List.of(cost, MAX_AGE))))));
	}

	private static boolean isEarly(@Nullable Instant notBefore, Instant now) {
		return notBefore != null && notBefore.isAfter(now);
	}

	private record Look(Map<String, Integer> positions, Instant takenAt, Instant goodUntil) {
	}

}
