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
 * memory, and how many of them are one account's or one visitor's.
 */
@Component
final class DownloadSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private final int limit;

	private final int limitOfAccount;

	private final Semaphore free;

	private final Semaphore freeForLinks;

	private final Map<String, Integer> running = new ConcurrentHashMap<>();

	DownloadSlots(GatewayProperties properties, MeterRegistry meters) {
		this.limit = properties.maxConcurrentDownloads();
		this.limitOfAccount = properties.account().maxConcurrentDownloads();
		this.free = new Semaphore(this.limit);
		this.freeForLinks = new Semaphore(Math.max(1, this.limit / 2));
		Gauge.builder("soundlift.downloads.running", this.free, (slots) -> this.limit - slots.availablePermits())
			.description("Downloads that run at this gateway")
			.register(meters);
		Gauge.builder("soundlift.download.slots", () -> this.limit)
			.description("Downloads that may run at this gateway at a time")
			.register(meters);
	}

	/**
	 * Acquires a slot for the owner of an MP3.
	 * @param owner id of the account that downloads
	 * @return the slot, to be given back when the download has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_DOWNLOADS} if there is none, or
	 * {@link ProblemType#TOO_MANY_PARALLEL_DOWNLOADS} if the account has enough
	 */
	Slot take(String owner) {
		if (!enter(owner)) {
			throw tooManyParallel(
					"Your account may have %d downloads at the same time. Wait until one of them is " + "complete.");
		}
		if (!this.free.tryAcquire()) {
			leave(owner);
			throw tooMany();
		}
		return () -> {
			this.free.release();
			leave(owner);
		};
	}

	/**
	 * Acquires a slot for somebody who has a link. Links leave half of the slots to
	 * owners, those of an account don't count as downloads of its own, and one visitor
	 * has as many as an account.
	 * @param owner id of the account whose link it is
	 * @param origin where the request comes from
	 * @return the slot, to be given back when the download has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_DOWNLOADS} if there is none, or
	 * {@link ProblemType#TOO_MANY_PARALLEL_DOWNLOADS} if the visitor has enough
	 */
	Slot takeShared(String owner, String origin) {
		String visitor = "visitor " + origin;
		String links = "links of " + owner;
		if (!enter(visitor)) {
			throw tooManyParallel(
					"Your network may have %d downloads at the same time. Wait until one of them is " + "complete.");
		}
		if (!enter(links)) {
			leave(visitor);
			throw tooMany();
		}
		if (!this.freeForLinks.tryAcquire()) {
			leave(links);
			leave(visitor);
			throw tooMany();
		}
		if (!this.free.tryAcquire()) {
			this.freeForLinks.release();
			leave(links);
			leave(visitor);
			throw tooMany();
		}
		return () -> {
			this.free.release();
			this.freeForLinks.release();
			leave(links);
			leave(visitor);
		};
	}

	private Problem tooManyParallel(String detail) {
		return new Problem(ProblemType.TOO_MANY_PARALLEL_DOWNLOADS, detail.formatted(this.limitOfAccount))
			.with("limit", this.limitOfAccount)
			.retryAfter(RETRY_AFTER);
	}

	private Problem tooMany() {
		return new Problem(ProblemType.TOO_MANY_DOWNLOADS,
				"There are %d downloads at the moment. Try again in a moment."
					.formatted(this.limit - this.free.availablePermits()))
			.retryAfter(RETRY_AFTER);
	}

	private boolean enter(String who) {
		if (this.running.merge(who, 1, Integer::sum) > this.limitOfAccount && this.limitOfAccount > 0) {
			leave(who);
			return false;
		}
		return true;
	}

	private void leave(String who) {
		this.running.merge(who, -1, Integer::sum);
		this.running.remove(who, 0);
	}

	/**
	 * The place of one download.
	 */
	@FunctionalInterface
	interface Slot {

		void giveBack();

	}

}
