package io.soundlift.gateway.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.ConversionViews;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.DeletedConversions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reader of changes to conversions of the accounts that have streams at this gateway. One
 * query finds the changes for all streams of many accounts. Only one thread at a time
 * calls {@link #add} and {@link #look}.
 */
@Component
final class ChangeReader {

	/**
	 * Changes carry the time of the writer's clock and become visible somewhat later. So
	 * each query starts that much before the previous one.
	 */
	private static final Duration OVERLAP = Duration.ofSeconds(10);

	/** Time for which deletions are remembered. */
	private static final Duration MEMORY = Duration.ofHours(1);

	/** Greatest number of missed changes that a client gets when it reconnects. */
	private static final int MAX_MISSED = 20;

	private static final int ACCOUNTS_AT_ONCE = 50;

	private final Map<String, AccountFeed> feeds = new HashMap<>();

	private final Conversions conversions;

	private final DeletedConversions deleted;

	private final ConversionViews views;

	private final JsonMapper json;

	private final Duration heartbeat;

	private final Clock clock;

	private Instant heartbeatAt = Instant.MIN;

	ChangeReader(Conversions conversions, DeletedConversions deleted, ConversionViews views, JsonMapper json,
			GatewayProperties properties, Clock clock) {
		this.conversions = conversions;
		this.deleted = deleted;
		this.views = views;
		this.json = json;
		this.heartbeat = properties.eventHeartbeat();
		this.clock = clock;
	}

	/**
	 * Adds a stream, and sends it the changes that it has missed, or an event by which
	 * the client reloads everything.
	 */
	void add(EventStream stream) {
		Subscription subscription = stream.subscription();
		String account = subscription.account();
		Instant now = this.clock.instant();
		AccountFeed feed = this.feeds.get(account);
		if (feed == null) {
			feed = new AccountFeed(account, this.conversions.liveIds(account, AccountFeed.MAX_PLACES), now, this.views,
					this.json);
			// clients request what has changed before
			look(Map.of(account, feed), now, false);
		}
		if (subscription.conversion() != null) {
			sendPresent(feed, stream, subscription.conversion(), now);
		}
		else {
			List<byte[]> missed = missed(feed, subscription.after(), now);
			if (missed != null) {
				missed.forEach(stream::send);
			}
			else {
				stream.send(EventText.RESET);
			}
		}
		stream.send(EventText.position(now));
		feed.add(stream);
		this.feeds.put(account, feed);
	}

	private void sendPresent(AccountFeed feed, EventStream stream, String id, Instant now) {
		Optional<Conversion> present = this.conversions.findOwned(id, feed.account());
		stream.send(present.map((conversion) -> feed.event(conversion, now)).orElseGet(() -> feed.deletion(id, now)));
		if (present.filter((conversion) -> conversion.state().isLive()).isEmpty()) {
			stream.end();
		}
	}

	/**
	 * Returns the changes that a client has missed; {@code null} if they are unknown or
	 * too many.
	 */
	private @Nullable List<byte[]> missed(AccountFeed feed, @Nullable Instant after, Instant now) {
		if (after == null || after.isBefore(now.minus(MEMORY)) || after.isAfter(now.plus(OVERLAP))) {
			return null;
		}
		Instant since = after.minus(OVERLAP);
		List<String> account = List.of(feed.account());
		List<byte[]> missed = new ArrayList<>();
		this.conversions.eachChanged(account, since, (conversion) -> {
			if (missed.size() <= MAX_MISSED) {
				missed.add((conversion.deletedAt() != null) ? feed.deletion(conversion.id(), after)
						: feed.event(conversion, after));
			}
		});
		try (Stream<DeletedConversions.Note> notes = this.deleted.since(account, since)) {
			notes.limit(MAX_MISSED + 1L).forEach((note) -> missed.add(feed.deletion(note.id(), after)));
		}
		return (missed.size() <= MAX_MISSED) ? missed : null;
	}

	/**
	 * Queries for changes and sends them.
	 */
	void look() {
		this.feeds.values().removeIf(AccountFeed::removeEnded);
		Instant now = this.clock.instant();
		boolean heartbeat = !now.isBefore(this.heartbeatAt);
		if (heartbeat) {
			this.heartbeatAt = now.plus(this.heartbeat);
		}
		Iterator<AccountFeed> all = List.copyOf(this.feeds.values()).iterator();
		while (all.hasNext()) {
			Map<String, AccountFeed> some = new HashMap<>();
			while (all.hasNext() && some.size() < ACCOUNTS_AT_ONCE) {
				AccountFeed feed = all.next();
				some.put(feed.account(), feed);
			}
			look(some, now, heartbeat);
		}
	}

	private void look(Map<String, AccountFeed> some, Instant now, boolean heartbeat) {
		Instant since = some.values()
			.stream()
			.map(AccountFeed::sentUntil)
			.min(Instant::compareTo)
			.orElse(now)
			.minus(OVERLAP);
		Collection<String> accounts = some.keySet();
		this.conversions.eachChanged(accounts, since, (conversion) -> {
			AccountFeed feed = some.get(conversion.owner());
			if (feed != null) {
				feed.changed(conversion);
			}
		});
		try (Stream<DeletedConversions.Note> notes = this.deleted.since(accounts, since)) {
			notes.forEach((note) -> {
				AccountFeed feed = some.get(note.owner());
				if (feed != null) {
					feed.deleted(note.id());
				}
			});
		}
		for (AccountFeed feed : some.values()) {
			List<String> moved = feed.moved();
			if (!moved.isEmpty()) {
				this.conversions.findOwned(moved, feed.account()).forEach(feed::changed);
			}
			feed.complete(now, heartbeat);
		}
	}

	/**
	 * Removes records of deletions that no client needs any more.
	 */
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeOldNotes() {
		this.deleted.removeBefore(this.clock.instant().minus(MEMORY).minus(OVERLAP));
	}

}
