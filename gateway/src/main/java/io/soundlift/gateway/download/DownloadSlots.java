package io.soundlift.gateway.download;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Bounds how many downloads this gateway serves at a time, since each holds a chunk in
 * memory, and how many of them are one account's.
 */
@Component
final class DownloadSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private final int limit;

	private final int limitOfAccount;

	private final Semaphore free;

	private final Map<String, Integer> running = new ConcurrentHashMap<>();

	DownloadSlots(GatewayProperties properties, MeterRegistry meters) {
		this.limit = properties.maxConcurrentDownloads();
		this.limitOfAccount = properties.account().maxConcurrentDownloads();
		this.free = new Semaphore(this.limit);
		Gauge.builder("soundlift.downloads.running", this.free, (slots) -> this.limit - slots.availablePermits())
			.description("Downloads that run at this gateway")
			.register(meters);
		Gauge.builder("soundlift.download.slots", () -> this.limit)
			.description("Downloads that may run at this gateway at a time")
			.register(meters);
	}

	/**
	 * Acquires a slot.
	 * @param owner id of the account that downloads
	 * @return the slot, to be given back when the download has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_DOWNLOADS} if there is none, or
	 * {@link ProblemType#TOO_MANY_PARALLEL_DOWNLOADS} if the account has enough
	 */
	Slot take(String owner) {
		if (this.running.merge(owner, 1, Integer::sum) > this.limitOfAccount && this.limitOfAccount > 0) {
			giveBack(owner);
			throw new Problem(ProblemType.TOO_MANY_PARALLEL_DOWNLOADS,
					"Your account may have %d downloads at the same time. Wait until one of them is complete."
						.formatted(this.limitOfAccount))
				.with("limit", this.limitOfAccount)
				.retryAfter(RETRY_AFTER);
		}
		if (!this.free.tryAcquire()) {
			giveBack(owner);
			throw new Problem(ProblemType.TOO_MANY_DOWNLOADS,
					"There are %d downloads at the moment. Try again in a moment.".formatted(this.limit))
				.retryAfter(RETRY_AFTER);
		}
		return () -> {
			this.free.release();
			giveBack(owner);
		};
	}

	private void giveBack(String owner) {
		this.running.merge(owner, -1, Integer::sum);
		this.running.remove(owner, 0);
	}

	/**
	 * The place of one download.
	 */
	@FunctionalInterface
	interface Slot {

		void giveBack();

	}

}
