package io.soundlift.journey.conversion;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.MongoException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Queue of the conversions to claim, in the order of owners, so that no owner waits for
 * everything that another has uploaded before.
 */
public final class ConversionQueue {

	private static final int MAX_LANES = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(ConversionQueue.class);

	private final SecureRandom random = new SecureRandom();

	private final MongoOperations mongo;

	private final Lanes lanes;

	private final Clock clock;

	/**
	 * Creates the queue of a database.
	 * @param mongo the database
	 * @param clock clock of conversions
	 */
	public ConversionQueue(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.lanes = new Lanes(mongo, clock);
		this.clock = clock;
	}

	/**
	 * Lists the conversions that wait for a converter in the order in which they will be
	 * claimed if none ends and none is added meanwhile. Does not read the conversions.
	 * @param limit the maximum number of conversions
	 * @return their ids
	 */
	public List<String> order(int limit) {
		ClaimOrder order = new ClaimOrder(this.lanes.read(MAX_LANES), this.clock.instant());
		List<String> ids = new ArrayList<>();
		while (order.hasNext() && ids.size() < limit) {
			ids.add(order.next().id());
		}
		return ids;
	}

	/**
	 * Compares the lanes with the conversions, and corrects errors left by a crash or a
	 * race. Costs one read by id for each conversion that it compares.
	 * @param limit the maximum number of conversions to compare; if there are more, they
	 * are chosen at random
	 * @return how many were wrong
	 */
	public int correct(int limit) {
		List<Lane> known = new ArrayList<>(this.lanes.read(MAX_LANES));
		Collections.shuffle(known, this.random);
		AtomicInteger wrong = new AtomicInteger();
		int compared = 0;
		for (Lane lane : known) {
			Set<String> ids = new HashSet<>(lane.waiting().keySet());
			ids.addAll(lane.running().keySet());
			for (String id : ids) {
				if (compared++ >= limit) {
					return wrong.get();
				}
				readable(lane.owner(), id, () -> wrong.addAndGet(correct(lane, id) ? 1 : 0));
			}
		}
		return wrong.get();
	}

	private boolean correct(Lane lane, String id) {
		Conversion actual = find(id);
		ConversionState state = (actual != null) ? actual.state() : ConversionState.CANCELLED;
		boolean running = state == ConversionState.CONVERTING;
		if (state.isLive() && running == lane.running().containsKey(id) && running != lane.waiting().containsKey(id)) {
			return false;
		}
		note(lane.owner(), id, actual);
		return true;
	}

	/**
	 * Lists the conversions that may be claimed now.
	 * @param wokenBy a conversion that is included if it can be claimed, whatever its
	 * lane states; {@code null} for none
	 * @return the conversions in the order in which they are to be claimed
	 */
	ClaimOrder due(@Nullable Conversion wokenBy) {
		List<Lane> known = this.lanes.read(MAX_LANES);
		if (wokenBy != null && !isKnown(wokenBy, known)) {
			note(wokenBy);
			known = this.lanes.read(MAX_LANES);
		}
		return new ClaimOrder(known, this.clock.instant());
	}

	private boolean isKnown(Conversion conversion, List<Lane> lanes) {
		Instant since = claimableSince(conversion);
		return since == null || since.isAfter(this.clock.instant())
				|| lanes.stream().anyMatch((lane) -> lane.waiting().containsKey(conversion.id()));
	}

	/**
	 * Records the state of a conversion in its owner's lane.
	 * @param conversion the conversion as it was stored
	 */
	void note(Conversion conversion) {
		note(conversion.owner(), conversion.id(), conversion);
	}

	/**
	 * Reads a conversion again and records its state in the lane.
	 * @param owner id of its account
	 * @param id the conversion, which may have ended
	 */
	void noteAgain(String owner, String id) {
		note(owner, id, find(id));
	}

	/**
	 * Records that a conversion has ended.
	 * @param owner id of its account
	 * @param id the conversion
	 */
	void noteEnd(String owner, String id) {
		this.lanes.ends(owner, id);
	}

	/**
	 * Records that a converter has returned a conversion to the queue.
	 * @param claimed the conversion as it was claimed
	 * @param since time from which on it can be claimed again
	 */
	void noteReturn(Conversion claimed, Instant since) {
		this.lanes.returns(claimed.owner(), claimed.id(), since);
		correctIfMoved(claimed.owner(), claimed.id(), Place.WAITS);
	}

	/**
	 * Performs work for a conversion that was found through a message about another one.
	 * @param owner id of its account
	 * @param id the conversion, which is left to its own message if it can't be read
	 * @param work what to do
	 */
	void readable(String owner, String id, Runnable work) {
		try {
			work.run();
		}
		catch (DataAccessException | MongoException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// only its own message may fail for that, not one about another conversion
			logger.warn("Conversion {} can't be read, and is left to its own message", id, ex);
			this.lanes.ends(owner, id);
		}
	}

	/**
	 * Returns the time from which on a conversion can be claimed.
	 * @return the time; {@code null} if it has ended
	 */
	private static @Nullable Instant claimableSince(Conversion conversion) {
		return switch (conversion.state()) {
			case QUEUED -> Objects.requireNonNullElse(conversion.notBefore(), conversion.createdAt());
			case CONVERTING -> conversion.leaseUntil();
			case COMPLETED, FAILED, CANCELLED -> null;
		};
	}

	/**
	 * Notes in the owner's lane where a conversion is.
	 */
	private void note(String owner, String id, @Nullable Conversion conversion) {
		Place place = place(conversion);
		switch (place) {
			case WAITS ->
				this.lanes.waits(owner, id, Objects.requireNonNull(claimableSince(Objects.requireNonNull(conversion))));
			case RUNS -> this.lanes.runs(owner, id);
			case ENDED -> this.lanes.ends(owner, id);
		}
		correctIfMoved(owner, id, place);
	}

	/**
	 * Reads a conversion again after its lane was updated. The update may be outdated: if
	 * the conversion has ended in between, nothing else would remove it from the lane.
	 */
	private void correctIfMoved(String owner, String id, Place noted) {
		if (noted == Place.ENDED) {
			return;
		}
		Conversion actual;
		try {
			actual = find(id);
		}
		catch (DataAccessException | MongoException ex) {
			logger.debug("Where conversion {} is could not be compared with its note", id, ex);
			return;
		}
		if (place(actual) != noted) {
			note(owner, id, actual);
		}
	}

	private Place place(@Nullable Conversion conversion) {
		Instant since = (conversion != null) ? claimableSince(conversion) : null;
		if (conversion == null || since == null) {
			return Place.ENDED;
		}
		boolean leased = conversion.state() == ConversionState.CONVERTING && !since.isBefore(this.clock.instant());
		return leased ? Place.RUNS : Place.WAITS;
	}

	private @Nullable Conversion find(String id) {
		return this.mongo.findOne(Query.query(Conversions.existing(id)), Conversion.class);
	}

	/**
	 * State of a conversion in the lane of its owner.
	 */
	private enum Place {

		WAITS, RUNS, ENDED

	}

}
