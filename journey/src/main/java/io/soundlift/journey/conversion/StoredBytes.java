package io.soundlift.journey.conversion;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Count of the bytes that the conversions of an account hold in the store. It is summed
 * from the conversions, so that no crash can corrupt it. For an account with many
 * conversions, the sum of those that ended a while ago can be kept, so that each count
 * only adds the others.
 */
public final class StoredBytes {

	/** Fewer are summed in a millisecond. */
	private static final int MIN_SETTLED_CONVERSIONS = 100;

	private static final int BATCH = 1000;

	/**
	 * More than the clocks of services differ by; a recount corrects the effects of later
	 * records.
	 */
	private static final Duration MAX_DELAY = Duration.ofMinutes(2);

	/** How long removed files may still count. */
	private static final Duration MAX_RECOUNT_INTERVAL = Duration.ofHours(1);

	/**
	 * Minimum time between two recounts of an account whose conversions are removed all
	 * the time.
	 */
	private static final Duration MIN_RECOUNT_INTERVAL = Duration.ofMinutes(1);

	private static final Instant BEFORE_ALL = Instant.EPOCH.minusMillis(1);

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates a count in a database.
	 * @param mongo the database
	 * @param clock clock of conversions
	 */
	public StoredBytes(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Returns the sum to be kept of an account's ended conversions.
	 * @param ownerId id of the account
	 * @param known the sum that was kept; {@code null} for none
	 * @return the known sum if it is still good enough, or a new one; {@code null} if the
	 * account has too few conversions to need one
	 */
	public @Nullable SettledBytes settled(String ownerId, @Nullable SettledBytes known) {
		long all = count(kept(ownerId));
		if (all < MIN_SETTLED_CONVERSIONS) {
			return null;
		}
		if (known == null || !isGood(ownerId, known)) {
			return settle(ownerId, new SettledBytes(BEFORE_ALL, 0, 0, this.clock.instant()));
		}
		return (all - known.conversions() < MIN_SETTLED_CONVERSIONS) ? known : settle(ownerId, known);
	}

	private boolean isGood(String ownerId, SettledBytes known) {
		Duration age = Duration.between(known.countedAt(), this.clock.instant());
		if (age.isNegative()) {
			return false;
		}
		return age.compareTo(MIN_RECOUNT_INTERVAL) < 0 || age.compareTo(MAX_RECOUNT_INTERVAL) < 0
				&& count(kept(ownerId).and(Fields.CREATED_AT).lte(known.until())) == known.conversions();
	}

	/**
	 * Adds conversions that have ended since then to a sum.
	 */
	private SettledBytes settle(String ownerId, SettledBytes known) {
		Instant until = settledUntil(ownerId);
		if (!until.isAfter(known.until())) {
			return known;
		}
		Sum newer = add(kept(ownerId).and(Fields.CREATED_AT).gt(known.until()).lte(until), Set.of(), Set.of());
		return new SettledBytes(until, known.conversions() + newer.conversions, known.bytes() + newer.bytes,
				known.countedAt());
	}

	/**
	 * Returns a time up to which the conversions of an account have ended and no others
	 * will be created.
	 */
	private Instant settledUntil(String ownerId) {
		Instant until = this.clock.instant().minus(MAX_DELAY);
		Query live = Query.query(Criteria.where(Fields.OWNER).is(ownerId).and(Fields.STATE).in(ConversionState.LIVE));
		live.fields().include(Fields.CREATED_AT);
		List<Document> running = this.mongo.find(live, Document.class, Conversion.COLLECTION);
		for (Document conversion : running) {
			Instant before = conversion.getDate(Fields.CREATED_AT).toInstant().minusMillis(1);
			until = before.isBefore(until) ? before : until;
		}
		return until;
	}

	/**
	 * Sums the videos and MP3s of an account. A future MP3 counts with its reservation
	 * while its conversion is live. An MP3 that its owner has deleted counts while it is
	 * still being downloaded.
	 * @param ownerId id of the account
	 * @param otherVideos ids of conversions whose video is counted elsewhere
	 * @param otherMp3s ids of conversions whose MP3 is counted elsewhere
	 * @param settled a sum that replaces the conversions that it includes; {@code null}
	 * to sum all
	 * @return number of bytes; with a sum it may be too high because of files removed
	 * since the count, but not too low unless a conversion was recorded later than
	 * allowed
	 */
	public long of(String ownerId, Set<String> otherVideos, Set<String> otherMp3s, @Nullable SettledBytes settled) {
		if (settled == null) {
			return add(Criteria.where(Fields.OWNER).is(ownerId), otherVideos, otherMp3s).bytes;
		}
		Criteria newer = kept(ownerId).and(Fields.CREATED_AT).gt(settled.until());
		Criteria deleted = Criteria.where(Fields.OWNER).is(ownerId).and(Fields.DELETED_AT).gt(Instant.EPOCH);
		return settled.bytes() + add(newer, otherVideos, otherMp3s).bytes + add(deleted, otherVideos, otherMp3s).bytes;
	}

	private static Criteria kept(String ownerId) {
		return Criteria.where(Fields.OWNER).is(ownerId).and(Fields.DELETED_AT).isNull();
	}

	private long count(Criteria criteria) {
		return this.mongo.count(Query.query(criteria), Conversion.COLLECTION);
	}

	private Sum add(Criteria criteria, Set<String> otherVideos, Set<String> otherMp3s) {
		Query query = Query.query(criteria).cursorBatchSize(BATCH);
		query.fields()
			.include(Fields.STATE, Fields.DELETED_AT, Fields.VIDEO_BYTES, Fields.PACKED_VIDEO_BYTES, Fields.MP3_BYTES,
					Fields.VIDEO_REMOVED_AT, Fields.MP3_EXPIRED_AT, Fields.RESERVED_MP3_BYTES);
		Sum sum = new Sum();
		this.mongo.executeQuery(query, Conversion.COLLECTION, (found) -> {
			String id = found.getString(Fields.ID);
			sum.conversions++;
			sum.bytes += (otherVideos.contains(id) ? 0 : video(found)) + (otherMp3s.contains(id) ? 0 : mp3(found));
		});
		return sum;
	}

	private static long video(Document conversion) {
		boolean gone = conversion.get(Fields.DELETED_AT) != null
				|| conversion.getEmbedded(List.of("retention", "videoRemovedAt"), Object.class) != null;
		if (gone) {
			return 0;
		}
		boolean hasHoles = conversion.getEmbedded(List.of("video", "packedBytes"), Object.class) != null;
		return number(conversion, "video", hasHoles ? "packedBytes" : "sizeBytes");
	}

	private static long mp3(Document conversion) {
		if (conversion.get(Fields.MP3) != null) {
			boolean gone = conversion.getEmbedded(List.of("retention", "mp3ExpiredAt"), Object.class) != null;
			return gone ? 0 : number(conversion, "mp3", "file", "sizeBytes");
		}
		return ConversionState.valueOf(conversion.getString(Fields.STATE)).isLive()
				? number(conversion, "storage", "reservedMp3Bytes") : 0;
	}

	private static long number(Document conversion, String... path) {
		Number number = conversion.getEmbedded(List.of(path), Number.class);
		return (number != null) ? number.longValue() : 0;
	}

	/**
	 * A sum that grows.
	 */
	private static final class Sum {

		private long conversions;

		private long bytes;

	}

}
