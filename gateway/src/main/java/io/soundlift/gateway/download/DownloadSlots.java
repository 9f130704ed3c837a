package io.soundlift.gateway.download;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Limit on the concurrent downloads at this gateway, since each holds a chunk in memory,
 * and on those of one account or one visitor.
 */
@Component
final class DownloadSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	/** Key that counts all downloads. Ids of accounts contain no blanks. */
	private static final String ALL = "all downloads";

	/** Key that counts the downloads by links. */
	private static final String LINKS = "all links";

	private final int limit;

	private final int limitOfAccount;

	private final Map<String, Integer> running = new HashMap<>();

	DownloadSlots(GatewayProperties properties, MeterRegistry meters) {
		this.limit = properties.maxConcurrentDownloads();
		this.limitOfAccount = properties.account().maxConcurrentDownloads();
		Gauge.builder("soundlift.downloads.running", () -> count(ALL))
			.description("Downloads that run at this gateway")
			.register(meters);
		Gauge.builder("soundlift.download.slots", () -> this.limit)
			.description("Downloads that may run at this gateway at a time")
			.register(meters);
	}

	/**
	 * Acquires a slot for the owner of an MP3.
	 * @param owner id of the account that downloads
	 * @return the slot, to be released when the download has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_DOWNLOADS} if there is none, or
	 * {@link ProblemType#TOO_MANY_PARALLEL_DOWNLOADS} if the account has reached its
	 * limit
	 */
	synchronized Slot take(String owner) {
		if (hasEnough(owner)) {
			throw tooManyParallel(
					"Your account may have %d downloads at the same time. Wait until one of them is complete.");
		}
		if (count(ALL) >= this.limit) {
			throw tooMany();
		}
		return enter(List.of(ALL, owner));
	}

	/**
	 * Acquires a slot for the visitor of a link. Links leave half of the slots to owners,
	 * downloads by an account's links do not count as its own, and one visitor may have
	 * as many slots as an account.
	 * @param owner id of the account whose link it is
	 * @param origin origin of the request
	 * @return the slot, to be released when the download has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_DOWNLOADS} if there is none, or
	 * {@link ProblemType#TOO_MANY_PARALLEL_DOWNLOADS} if the visitor has reached the
	 * limit
	 */
	synchronized Slot takeShared(String owner, String origin) {
		String visitor = "visitor " + origin;
		String links = "links of " + owner;
		if (hasEnough(visitor)) {
			throw tooManyParallel(
					"Your network may have %d downloads at the same time. Wait until one of them is complete.");
		}
		if (hasEnough(links) || count(LINKS) >= Math.max(1, this.limit / 2) || count(ALL) >= this.limit) {
			throw tooMany();
		}
		return enter(List.of(ALL, LINKS, links, visitor));
	}

	private Problem tooManyParallel(String detail) {
		return new Problem(ProblemType.TOO_MANY_PARALLEL_DOWNLOADS, detail.formatted(this.limitOfAccount))
			.with("limit", this.limitOfAccount)
			.retryAfter(RETRY_AFTER);
	}

	private Problem tooMany() {
		return new Problem(ProblemType.TOO_MANY_DOWNLOADS,
				"There are %d downloads at the moment. Try again in a moment.".formatted(count(ALL)))
			.retryAfter(RETRY_AFTER);
	}

	private boolean hasEnough(String who) {
		return this.limitOfAccount > 0 && count(who) >= this.limitOfAccount;
	}

	private synchronized int count(String who) {
		return this.running.getOrDefault(who, 0);
	}

	private Slot enter(List<String> all) {
		all.forEach((who) -> this.running.merge(who, 1, Integer::sum));
		return () -> leave(all);
	}

	private synchronized void leave(List<String> all) {
		all.forEach((who) -> this.running.computeIfPresent(who, (same, count) -> (count > 1) ? count - 1 : null));
	}

	/**
	 * Slot of one download.
	 */
	@FunctionalInterface
	interface Slot {

		void giveBack();

	}

}
