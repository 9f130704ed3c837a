package io.soundlift.gateway.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Events as they are sent (HTML Standard, 9.2.6). The id of an event is the time in
 * milliseconds from which a client that reconnects needs changes again.
 */
final class EventText {

	/** Time after which a client reconnects when its stream has ended. */
	private static final Duration RETRY = Duration.ofSeconds(2);

	/** First lines of a stream. */
	static final byte[] BEGIN = bytes("retry: " + RETRY.toMillis() + "\n\n");

	/** Event for a client that has missed changes. */
	static final byte[] RESET = bytes("event: reset\ndata: {}\n\n");

	private EventText() {
	}

	static byte[] event(String name, Instant id, String json) {
		return bytes("event: " + name + "\nid: " + id.toEpochMilli() + "\ndata: " + json + "\n\n");
	}

	/**
	 * Returns the time up to which all changes were sent, which is no event of its own.
	 */
	static byte[] position(Instant id) {
		return bytes("id: " + id.toEpochMilli() + "\n\n");
	}

	/**
	 * Returns an event that keeps the connection alive. A comment would do that too, but
	 * would not let a page detect a dead connection.
	 */
	static byte[] heartbeat(Instant id) {
		return event("alive", id, "{}");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
