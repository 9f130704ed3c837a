package io.soundlift.gateway.upload;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

/**
 * Limit on the concurrent imports of this gateway and of each account. Each import takes
 * a slot of an upload as well.
 */
final class ImportSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private final int limit;

	private final int limitOfAccount;

	private final Map<String, Integer> running = new HashMap<>();

	ImportSlots(GatewayProperties.Import settings) {
		this.limit = settings.maxConcurrent();
		this.limitOfAccount = settings.maxConcurrentOfAccount();
	}

	/**
	 * Reserves a slot.
	 * @param owner id of the account that imports
	 * @return the slot, to be released when the import has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_UPLOADS} or
	 * {@link ProblemType#TOO_MANY_PARALLEL_UPLOADS} if there is none for this account
	 */
	synchronized UploadSlots.Slot take(String owner) {
		if (this.running.getOrDefault(owner, 0) >= this.limitOfAccount) {
			throw new Problem(ProblemType.TOO_MANY_PARALLEL_UPLOADS,
					"Your account may have %d imports at the same time. Wait until one of them is complete."
						.formatted(this.limitOfAccount))
				.with("limit", this.limitOfAccount)
				.retryAfter(RETRY_AFTER);
		}
		if (this.running.values().stream().mapToInt(Integer::intValue).sum() >= this.limit) {
			throw new Problem(ProblemType.TOO_MANY_UPLOADS,
					"There are %d imports at the moment. Try again in a moment.".formatted(this.limit))
				.retryAfter(RETRY_AFTER);
		}
		this.running.merge(owner, 1, Integer::sum);
		return () -> giveBack(owner);
	}

	private synchronized void giveBack(String owner) {
		this.running.computeIfPresent(owner, (id, count) -> (count > 1) ? count - 1 : null);
	}

}
