package io.soundlift.journey.conversion;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Waiting work at one moment.
 *
 * @param queued number of conversions that no converter works on
 * @param converting number of conversions that a converter works on
 * @param oldestQueued when the oldest of the queued ones was uploaded
 * @param unpublished number of events that the broker has not confirmed yet
 * @param oldestUnpublished when the oldest of these events happened
 */
public record Backlog(long queued, long converting, @Nullable Instant oldestQueued, long unpublished,
		@Nullable Instant oldestUnpublished) {

	/** Nothing waits. */
	public static final Backlog NONE = new Backlog(0, 0, null, 0, null);

}
