package io.soundlift.gateway.limit;

import java.time.Instant;

/**
 * What a running upload holds of its account's limits.
 *
 * @param conversionId the conversion that is going to be made of it
 * @param bytes bytes that it may still add to those of the day; 0 once they were added
 * @param until when it ends by itself unless it is renewed, so that a gateway that dies
 * keeps nothing
 */
record Reservation(String conversionId, long bytes, Instant until) {
}
