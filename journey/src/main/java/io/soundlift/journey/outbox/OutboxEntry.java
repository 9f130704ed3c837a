package io.soundlift.journey.outbox;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An event with the state of its publishing.
 *
 * @param trace W3C trace context of the change that caused the event, by header name
 * @param createdAt when the change happened
 * @param dueAt when to publish next; absent when there is nothing to publish
 * @param tries how many times publishing was tried
 * @param publishedAt when the broker last confirmed it
 */
public record OutboxEntry(Map<String, String> trace, Instant createdAt, @Nullable Instant dueAt, int tries,
		@Nullable Instant publishedAt) {

	/**
	 * Creates the entry of an event that is to be published at once.
	 * @param trace trace context of the change that caused it
	 * @param now the time of that change
	 * @return the entry
	 */
	public static OutboxEntry due(Map<String, String> trace, Instant now) {
		return new OutboxEntry(trace, now, now, 0, null);
	}

}
