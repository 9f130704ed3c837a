package io.soundlift.gateway.space;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Free space of the database, from its {@code dbStats} and from failed writes. It is read
 * every ten seconds, so running uploads may use more in between.
 */
@Component
public final class StoreSpace implements HealthIndicator {

	private static final Logger logger = LoggerFactory.getLogger(StoreSpace.class);

	private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

	private final MongoDatabaseFactory databases;

	private final GatewayProperties.Store settings;

	private final Clock clock;

	private volatile long leftBytes = Long.MAX_VALUE;

	private volatile Instant failedUntil = Instant.MIN;

	StoreSpace(MongoDatabaseFactory databases, GatewayProperties properties, Clock clock) {
		this.databases = databases;
		this.settings = properties.store();
		this.clock = clock;
	}

	/**
	 * Requires room for a video.
	 * @param bytes its length, or the part that is known
	 * @throws Problem {@link ProblemType#STORE_FULL} if there is none
	 */
	public void require(long bytes) {
		if (!hasRoom(bytes)) {
			throw problem(null);
		}
	}

	/**
	 * Returns whether there is room for something.
	 * @param bytes its length
	 * @return whether it can be written, as far as is known
	 */
	public boolean hasRoom(long bytes) {
		return !isFull() && bytes <= this.leftBytes;
	}

	/**
	 * Records that the database has refused a write for lack of space.
	 * @param failure exception of the write
	 * @return the problem that the client gets
	 */
	public Problem refused(RuntimeException failure) {
		this.failedUntil = this.clock.instant().plus(RETRY_AFTER);
		return problem(failure);
	}

	/**
	 * Reads the free space. A failure changes nothing: an unavailable database is a
	 * different problem.
	 */
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void look() {
		try {
			boolean before = isFull();
			Document stats = this.databases.getMongoDatabase().runCommand(new Document("dbStats", 1));
			long onDisk = leftOnDisk(stats);
			this.leftBytes = Math.min(onDisk, leftOfMaximum(stats));
			if (onDisk > 0 && onDisk < Long.MAX_VALUE) {
				// the result of a failed write is outdated
				this.failedUntil = Instant.MIN;
			}
			if (isFull() != before) {
				logger.warn(before ? "The store has room again" : "The store is full, and no upload is accepted");
			}
		}
		catch (MongoException | DataAccessException ex) {
			logger.debug("How much room the store has can't be read", ex);
		}
	}

	@Override
	public Health health() {
		return isFull() ? Health.outOfService().withDetail("store", "full").build() : Health.up().build();
	}

	private boolean isFull() {
		return this.leftBytes <= 0 || this.clock.instant().isBefore(this.failedUntil);
	}

	private long leftOnDisk(Document stats) {
		// a server that does not report it, such as an in-memory one, has no such limit
		if (!(stats.get("fsTotalSize") instanceof Number total) || !(stats.get("fsUsedSize") instanceof Number used)
				|| total.longValue() == 0) {
			return Long.MAX_VALUE;
		}
		return total.longValue() - used.longValue() - this.settings.minFree().toBytes();
	}

	private long leftOfMaximum(Document stats) {
		long maximum = this.settings.maxSize().toBytes();
		return (maximum > 0 && stats.get("dataSize") instanceof Number size) ? maximum - size.longValue()
				: Long.MAX_VALUE;
	}

	private static Problem problem(@Nullable RuntimeException cause) {
		return new Problem(ProblemType.STORE_FULL,
				"There is no room for this video at the moment. Nothing of it was kept; try again later.", cause)
			.retryAfter(RETRY_AFTER);
	}

}
