package io.soundlift.authserver.authorization;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Store of device authorizations whose user codes have not been entered yet. They can be
 * requested without authentication, so there is a fixed number of slots: of a few slots,
 * a new request takes a free one, or else the oldest. Every access is by id or by a
 * unique key, so that its cost does not depend on the number of requests.
 */
public final class DeviceRequests {

	/**
	 * Number of slots that are tried. With half of all slots taken, one request in 256
	 * replaces another.
	 */
	private static final int CANDIDATES = 8;

	private static final int MAX_CONFLICTS = 5;

	private final MongoOperations mongo;

	private final Clock clock;

	private final int slots;

	DeviceRequests(MongoOperations mongo, Clock clock, int slots) {
		this.mongo = mongo;
		this.clock = clock;
		this.slots = slots;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(DeviceRequest.class).createIndex(new Index("deviceCode", Sort.Direction.ASC).unique());
		this.mongo.indexOps(DeviceRequest.class).createIndex(new Index("userCode", Sort.Direction.ASC).unique());
		this.mongo.indexOps(DeviceRequest.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Stores a new request.
	 * @param authorization a device authorization
	 * @return whether it was stored; {@code false} when other requests repeatedly came
	 * first, or one of its codes is in use
	 */
	boolean add(AuthorizationDocument authorization) {
		for (int i = 0; i < MAX_CONFLICTS; i++) {
			if (put(authorization)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns a pending request.
	 * @param kind device code or user code
	 * @param hash SHA-256 of the code
	 * @return the request, or null when there is none or its user code was entered
	 */
	@Nullable DeviceRequest find(TokenKind kind, String hash) {
		String field = switch (kind) {
			case DEVICE_CODE -> "deviceCode";
			case USER_CODE -> "userCode";
			case STATE, CODE, ACCESS_TOKEN, REFRESH_TOKEN, ID_TOKEN -> "";
		};
		return field.isEmpty() ? null
				: this.mongo.findOne(Query.query(Criteria.where(field).is(hash)), DeviceRequest.class);
	}

	/**
	 * Replaces a request that is still pending.
	 * @param next the changed authorization, of the next version
	 * @return whether the request was present in the previous version
	 */
	boolean replace(AuthorizationDocument next) {
		DeviceRequest stored = find(next);
		return stored != null && stored.authorization().version() == next.version() - 1
				&& this.mongo.replace(as(stored), DeviceRequest.of(stored.slot(), next, this.clock.instant()))
					.getMatchedCount() == 1;
	}

	/**
	 * Frees the slot of a request, if it has one.
	 * @param authorization the authorization of the request
	 */
	void remove(AuthorizationDocument authorization) {
		String deviceCode = authorization.hashes().get(TokenKind.DEVICE_CODE.value());
		if (deviceCode != null) {
			this.mongo.remove(Query.query(Criteria.where("deviceCode").is(deviceCode)), DeviceRequest.class);
		}
	}

	/**
	 * Whether a device with a pending request may poll now. The poll is counted.
	 * @param deviceCode the device code
	 * @param interval time until it may poll again
	 * @return whether it waited long enough; empty when it has no pending request
	 */
	public Optional<Boolean> mayPoll(String deviceCode, Duration interval) {
		DeviceRequest stored = find(TokenKind.DEVICE_CODE, Secrets.sha256(deviceCode));
		if (stored == null) {
			return Optional.empty();
		}
		Instant now = this.clock.instant();
		if (stored.pollAfter().isAfter(now)) {
			return Optional.of(false);
		}
		return Optional.of(
				this.mongo
					.updateFirst(as(stored).addCriteria(Criteria.where("pollAfter").is(stored.pollAfter())),
							Update.update("pollAfter", now.plus(interval)), DeviceRequest.class)
					.getMatchedCount() == 1);
	}

	@Scheduled(initialDelay = 3, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), DeviceRequest.class);
	}

	private boolean put(AuthorizationDocument authorization) {
		Instant now = this.clock.instant();
		SplittableRandom random = new SplittableRandom();
		DeviceRequest oldest = null;
		for (int slot : IntStream.generate(() -> random.nextInt(this.slots)).limit(CANDIDATES).toArray()) {
			DeviceRequest taken = this.mongo.findById(slot, DeviceRequest.class);
			if (taken == null) {
				return insert(DeviceRequest.of(slot, authorization, now));
			}
			oldest = older(oldest, taken);
			if (!oldest.expiresAt().isAfter(now)) {
				break;
			}
		}
		return oldest != null && replace(oldest, DeviceRequest.of(oldest.slot(), authorization, now));
	}

	private boolean insert(DeviceRequest request) {
		try {
			this.mongo.insert(request);
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private boolean replace(DeviceRequest old, DeviceRequest next) {
		try {
			return this.mongo.replace(as(old), next).getMatchedCount() == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private @Nullable DeviceRequest find(AuthorizationDocument authorization) {
		String deviceCode = authorization.hashes().get(TokenKind.DEVICE_CODE.value());
		return (deviceCode != null) ? find(TokenKind.DEVICE_CODE, deviceCode) : null;
	}

	private static DeviceRequest older(@Nullable DeviceRequest one, DeviceRequest other) {
		Comparator<DeviceRequest> byAge = Comparator.comparing(DeviceRequest::expiresAt);
		return (one != null && byAge.compare(one, other) <= 0) ? one : other;
	}

	private static Query as(DeviceRequest request) {
		return Query.query(Criteria.where("_id")
			.is(request.slot())
			.and("deviceCode")
			.is(request.deviceCode())
			.and("authorization.version")
			.is(request.authorization().version()));
	}

}
