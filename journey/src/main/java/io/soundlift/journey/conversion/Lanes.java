package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * The queue by owners: one small document for each owner with live conversions, so that a
 * claim need not read the conversions themselves.
 * <p>
 * It is updated after the conversion, which stays authoritative. So it may be wrong after
 * a crash or a race: each use checks the conversion and corrects the lane.
 */
final class Lanes {

	/** Name of the collection. */
	static final String COLLECTION = "queue_lanes";

	private static final Logger logger = LoggerFactory.getLogger(Lanes.class);

	private static final String WAITING = "waiting";

	private static final String RUNNING = "running";

	private static final String TURN = "turnAt";

	private final MongoOperations mongo;

	private final Clock clock;

	Lanes(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Records that a conversion waits.
	 * @param owner id of the account
	 * @param id the conversion
	 * @param since when it can be claimed
	 */
	void waits(String owner, String id, Instant since) {
		Document set = new Document(path(WAITING, id), Date.from(since));
		put(owner, new Document("$set", set).append("$unset", new Document(path(RUNNING, id), ""))
			.append("$setOnInsert", new Document(TURN, now())));
	}

	/**
	 * Records that a converter has returned a conversion to the queue, which was a turn
	 * of its owner.
	 * @param owner id of the account
	 * @param id the conversion
	 * @param since when it can be claimed
	 */
	void returns(String owner, String id, Instant since) {
		Document set = new Document(path(WAITING, id), Date.from(since)).append(TURN, now());
		put(owner, new Document("$set", set).append("$unset", new Document(path(RUNNING, id), "")));
	}

	/**
	 * Records that a converter has claimed a conversion, which is a turn of its owner.
	 * @param owner id of the account
	 * @param id the conversion
	 */
	void runs(String owner, String id) {
		Document set = new Document(path(RUNNING, id), now()).append(TURN, now());
		put(owner, new Document("$set", set).append("$unset", new Document(path(WAITING, id), "")));
	}

	private void put(String owner, Document update) {
		attempt(owner, () -> {
			try {
				lanes().updateOne(of(owner), update, new UpdateOptions().upsert(true));
			}
			catch (MongoException ex) {
				// two processes have created the lane at the same time
				lanes().updateOne(of(owner), update, new UpdateOptions().upsert(true));
			}
		});
	}

	/**
	 * Records that a conversion has ended, and removes the lane of an owner without
	 * others.
	 * @param owner id of the account
	 * @param id the conversion
	 */
	void ends(String owner, String id) {
		Document update = new Document("$unset", new Document(path(WAITING, id), "").append(path(RUNNING, id), ""))
			.append("$set", new Document(TURN, now()));
		attempt(owner, () -> {
			Document left = lanes().findOneAndUpdate(of(owner), update,
					new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
			if (left != null && lane(left).isEmpty()) {
				lanes().deleteOne(of(owner).append(WAITING, left.get(WAITING)).append(RUNNING, left.get(RUNNING)));
			}
		});
	}

	private static void attempt(String owner, Runnable write) {
		try {
			write.run();
		}
		catch (DataAccessException | MongoException ex) {
			// the conversion's message or the next check of the lanes corrects it
			logger.debug("The lane of {} is not up to date", owner, ex);
		}
	}

	/**
	 * Reads all lanes.
	 * @param limit the maximum number of lanes; of more, those served longest ago
	 * @return the lanes
	 */
	List<Lane> read(int limit) {
		List<Lane> all = new ArrayList<>();
		lanes().find().sort(new Document(TURN, 1)).limit(limit).forEach((lane) -> all.add(lane(lane)));
		return all;
	}

	private static Lane lane(Document lane) {
		Date turn = lane.getDate(TURN);
		return new Lane(Objects.requireNonNull(lane.getString("_id")), times(lane.get(WAITING, Document.class)),
				times(lane.get(RUNNING, Document.class)), (turn != null) ? turn.toInstant() : Instant.EPOCH);
	}

	private static Map<String, Instant> times(@Nullable Document times) {
		Map<String, Instant> found = new HashMap<>();
		if (times != null) {
			times.forEach((id, time) -> found.put(id, ((Date) time).toInstant()));
		}
		return found;
	}

	private static Document of(String owner) {
		return new Document("_id", owner);
	}

	private static String path(String place, String id) {
		return place + "." + id;
	}

	private Date now() {
		return new Date(this.clock.millis());
	}

	private MongoCollection<Document> lanes() {
		return this.mongo.getCollection(COLLECTION);
	}

}
