package io.soundlift.journey.conversion;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of one owner's place in the queue. It may lag behind the conversions,
 * which alone decide.
 *
 * @param owner id of the account
 * @param waiting since when each conversion can be claimed, by its id; may lie ahead
 * @param running ids of the conversions that a converter has, and since when
 * @param turnAt when the owner was last served, or has come
 */
record Lane(String owner, Map<String, Instant> waiting, Map<String, Instant> running, Instant turnAt) {

	boolean isEmpty() {
		return this.waiting.isEmpty() && this.running.isEmpty();
	}

}
