package io.soundlift.gateway.upload;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Limit on the concurrent uploads at this gateway. An account's first upload may have any
 * free slot; its further ones leave a quarter of the slots free, so that no account
 * blocks the others.
 */
@Component
public final class UploadSlots {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	/** One in this many slots, rounded up, is for first uploads only. */
	private static final int SLOTS_FOR_ONE_RESERVED = 4;

	private final int limit;

	private final int reserved;

	private final Map<String, Integer> running = new HashMap<>();

	private int used;

	UploadSlots(GatewayProperties properties, UploadMeters meters) {
		this.limit = properties.maxConcurrentUploads();
		this.reserved = (this.limit + SLOTS_FOR_ONE_RESERVED - 1) / SLOTS_FOR_ONE_RESERVED;
		meters.running(this.limit, this::used);
	}

	/**
	 * Reserves a slot.
	 * @param owner id of the account that uploads
	 * @return the slot, to be released when the upload has ended
	 * @throws Problem {@link ProblemType#TOO_MANY_UPLOADS} if there is none for this
	 * account
	 */
	public synchronized Slot take(String owner) {
		int free = this.limit - this.used;
		if (free == 0) {
			throw new Problem(ProblemType.TOO_MANY_UPLOADS,
					"There are %d uploads at the moment. Try again in a moment.".formatted(this.limit))
				.retryAfter(RETRY_AFTER);
		}
		if (free <= this.reserved && this.running.containsKey(owner)) {
			throw new Problem(ProblemType.TOO_MANY_UPLOADS,
					"You have an upload already, and the %d places that are free are kept for others. Try again in a moment."
						.formatted(free))
				.retryAfter(RETRY_AFTER);
		}
		this.used++;
		this.running.merge(owner, 1, Integer::sum);
		return () -> giveBack(owner);
	}

	private synchronized void giveBack(String owner) {
		this.used--;
		this.running.computeIfPresent(owner, (id, count) -> (count > 1) ? count - 1 : null);
	}

	private synchronized int used() {
		return this.used;
	}

	/**
	 * Place of one upload.
	 */
	@FunctionalInterface
	public interface Slot {

		/**
		 * Returns the slot to the gateway. To be called once.
		 */
		void giveBack();

	}

}
