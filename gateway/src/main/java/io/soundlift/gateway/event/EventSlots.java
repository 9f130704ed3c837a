package io.soundlift.gateway.event;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Limit on the event streams of this gateway, since each holds a connection with its
 * memory, and on those of one account and of one origin.
 */
@Component
final class EventSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

	/** One part is left to accounts without a stream. An origin has one part. */
	private static final int PARTS = 4;

	private final Map<String, Integer> ofAccounts = new HashMap<>();

	private final Map<String, Integer> ofOrigins = new HashMap<>();

	private final int limit;

	private final int limitOfAccount;

	private final int limitOfOrigin;

	private int taken;

	EventSlots(GatewayProperties properties, MeterRegistry meters) {
		this.limit = properties.maxEventStreams();
		this.limitOfAccount = properties.account().maxEventStreams();
		this.limitOfOrigin = Math.max(1, this.limit / PARTS);
		Gauge.builder("soundlift.event.streams.open", this, EventSlots::taken)
			.description("Event streams that are open at this gateway")
			.register(meters);
		Gauge.builder("soundlift.event.stream.slots", () -> this.limit)
			.description("Event streams that may be open at this gateway at a time")
			.register(meters);
	}

	private synchronized int taken() {
		return this.taken;
	}

	/**
	 * Acquires a slot.
	 * @param account id of the account
	 * @param origin origin of the request
	 * @return action that frees the slot when the stream has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_PARALLEL_EVENT_STREAMS} if the account
	 * has reached its limit, or {@link ProblemType#TOO_MANY_EVENT_STREAMS} if the gateway
	 * or the origin has
	 */
	synchronized Runnable take(String account, String origin) {
		int own = this.ofAccounts.getOrDefault(account, 0);
		if (this.limitOfAccount > 0 && own >= this.limitOfAccount) {
			throw new Problem(ProblemType.TOO_MANY_PARALLEL_EVENT_STREAMS,
					"Your account may have %d event streams at the same time. Close one, or poll instead."
						.formatted(this.limitOfAccount))
				.with("limit", this.limitOfAccount)
				.retryAfter(RETRY_AFTER);
		}
		int free = (own > 0) ? this.limit - this.limit / PARTS : this.limit;
		if (this.taken >= free || this.ofOrigins.getOrDefault(origin, 0) >= this.limitOfOrigin) {
			throw new Problem(ProblemType.TOO_MANY_EVENT_STREAMS,
					"There are too many event streams at the moment. Poll instead, or try again later.")
				.retryAfter(RETRY_AFTER);
		}
		this.taken++;
		this.ofAccounts.merge(account, 1, Integer::sum);
		this.ofOrigins.merge(origin, 1, Integer::sum);
		AtomicBoolean held = new AtomicBoolean(true);
		return () -> {
			if (held.compareAndSet(true, false)) {
				giveBack(account, origin);
			}
		};
	}

	private synchronized void giveBack(String account, String origin) {
		this.taken--;
		decrement(this.ofAccounts, account);
		decrement(this.ofOrigins, origin);
	}

	private static void decrement(Map<String, Integer> counts, String key) {
		counts.computeIfPresent(key, (same, count) -> (count > 1) ? count - 1 : null);
	}

}
