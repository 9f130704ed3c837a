package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.Map;

/**
 * One owner's part of the queue. It may lag behind the conversions, which are
 * authoritative.
 *
 * @param owner id of the account
 * @param waiting time from which on each conversion can be claimed, by its id; may be in
 * the future
 * @param running start of the claim of each conversion that a converter has claimed, by
 * its id
 * @param turnAt when the owner was last served, or joined the queue
 */
record Lane(String owner, Map<String, Instant> waiting, Map<String, Instant> running, Instant turnAt) {

	boolean isEmpty() {
		return this.waiting.isEmpty() && this.running.isEmpty();
	}

}
