package io.soundlift.gateway.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.soundlift.gateway.conversion.ConversionViews;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes of the conversions of one account, for all of its streams at this gateway. Each
 * query finds the changes of some seconds, most of which earlier queries have found;
 * changes that were sent are remembered and not sent again. Not thread-safe.
 */
final class AccountFeed {

	/** Limit on the conversions whose last event is remembered. */
	private static final int MAX_REMEMBERED = 1000;

	/** Conversions whose place in the queue is followed. */
	static final int MAX_PLACES = 100;

	private static final Integer DELETED = 0;

	private final String account;

	private final ConversionViews views;

	private final JsonMapper json;

	private final List<EventStream> streams = new ArrayList<>();

	private final Map<String, Integer> places = new HashMap<>();

	private Map<String, Integer> sentBefore = new HashMap<>();

	private Map<String, Integer> sentNow = new HashMap<>();

	private Instant sentUntil;

	private boolean hasTold;

	/**
	 * Creates a feed.
	 * @param account id of the account
	 * @param queued ids of conversions that may wait for a converter
	 * @param begin time from which changes are sent
	 * @param views conversions as their owners see them
	 * @param json writer of events
	 */
	AccountFeed(String account, Collection<String> queued, Instant begin, ConversionViews views, JsonMapper json) {
		this.account = account;
		this.sentUntil = begin;
		this.views = views;
		this.json = json;
		queued.forEach((id) -> this.places.put(id, placeOf(id)));
	}

	String account() {
		return this.account;
	}

	Instant sentUntil() {
		return this.sentUntil;
	}

	void add(EventStream stream) {
		this.streams.add(stream);
	}

	/**
	 * Removes streams that have ended.
	 * @return whether none is left
	 */
	boolean removeEnded() {
		this.streams.removeIf(EventStream::isReleased);
		return this.streams.isEmpty();
	}

	/**
	 * Returns an event for the present state of a conversion.
	 */
	byte[] event(Conversion conversion, Instant id) {
		return EventText.event("conversion", id, json(conversion));
	}

	byte[] deletion(String conversion, Instant id) {
		return EventText.event("deleted", id, this.json.writeValueAsString(Map.of("id", conversion)));
	}

	/**
	 * Sends a change, unless it was sent before.
	 */
	void changed(Conversion conversion) {
		if (conversion.deletedAt() != null) {
			deleted(conversion.id());
			return;
		}
		String id = conversion.id();
		if (conversion.state() == ConversionState.QUEUED) {
			if (this.places.size() < MAX_PLACES || this.places.containsKey(id)) {
				this.places.put(id, placeOf(id));
			}
		}
		else {
			this.places.remove(id);
		}
		String view = json(conversion);
		Integer hash = view.hashCode();
		remember(id, hash);
		if (!hash.equals(this.sentBefore.get(id))) {
			send(id, EventText.event("conversion", this.sentUntil, view), !conversion.state().isLive());
		}
	}

	/**
	 * Sends that a conversion was deleted, unless it was sent before.
	 */
	void deleted(String id) {
		this.places.remove(id);
		boolean known = DELETED.equals(this.sentBefore.get(id)) || DELETED.equals(this.sentNow.get(id));
		remember(id, DELETED);
		if (!known) {
			send(id, deletion(id, this.sentUntil), true);
		}
	}

	private void remember(String id, Integer state) {
		if (this.sentNow.size() < MAX_REMEMBERED) {
			this.sentNow.put(id, state);
		}
	}

	/**
	 * Returns the conversions that have moved in the queue since {@link #changed} was
	 * last called for them.
	 */
	List<String> moved() {
		List<String> moved = new ArrayList<>();
		this.places.forEach((id, place) -> {
			Integer now = placeOf(id);
			if (now != 0 && !now.equals(place)) {
				moved.add(id);
			}
		});
		return moved;
	}

	private Integer placeOf(String id) {
		return Objects.requireNonNullElse(this.views.placeOf(id), 0);
	}

	private String json(Conversion conversion) {
		return this.json.writeValueAsString(this.views.of(conversion));
	}

	private void send(String id, byte[] event, boolean last) {
		this.hasTold = true;
		for (EventStream stream : this.streams) {
			if (stream.subscription().concerns(id)) {
				stream.send(event);
				if (last && stream.subscription().conversion() != null) {
					stream.end();
				}
			}
		}
	}

	/**
	 * Records that all changes were sent.
	 * @param until when the query began
	 * @param heartbeat whether to send a heartbeat if there was nothing to send
	 */
	void complete(Instant until, boolean heartbeat) {
		this.sentBefore = this.sentNow;
		this.sentNow = new HashMap<>();
		this.sentUntil = until;
		if (this.hasTold || heartbeat) {
			byte[] position = heartbeat ? EventText.heartbeat(until) : EventText.position(until);
			this.streams.forEach((stream) -> stream.send(position));
		}
		this.hasTold = false;
	}

}
