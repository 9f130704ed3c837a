package io.soundlift.journey.conversion;

import java.time.Instant;

/**
 * Place in an owner's list of conversions, newest first.
 *
 * @param createdAt when the conversion at that place was created
 * @param id its id, which decides between conversions of the same millisecond
 */
public record Position(Instant createdAt, String id) {
}
