package io.soundlift.converter.job;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Heartbeats of running conversions.
 */
final class Heartbeats implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Heartbeats.class);

	/**
	 * Number of heartbeats in one interval; with more conversions, the interval gets
	 * longer.
	 */
	private static final int BEATS_PER_INTERVAL = 4;

	private final Claims claims;

	private final Duration lease;

	private final Duration interval;

	private final ScheduledExecutorService scheduler;

	private final Set<Heartbeat> running = ConcurrentHashMap.newKeySet();

	Heartbeats(Claims claims, Duration lease, Duration interval, Duration watch, int concurrency) {
		this.claims = claims;
		this.lease = lease;
		this.interval = interval;
		this.scheduler = Executors.newScheduledThreadPool(concurrency + 1, new DaemonThreads("heartbeat"));
		this.scheduler.scheduleWithFixedDelay(this::watch, watch.toMillis(), watch.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts the heartbeat of a conversion.
	 * @param claimed the conversion that was just claimed
	 * @param session stopped when the claim is lost
	 * @return the heartbeat, which has to be closed
	 */
	Heartbeat start(Conversion claimed, FfmpegSession session) {
		Heartbeat heartbeat = new Heartbeat(this.claims, claimed, session, this.lease, this.running::remove);
		this.running.add(heartbeat);
		beatLater(heartbeat);
		return heartbeat;
	}

	private void beatLater(Heartbeat heartbeat) {
		this.scheduler.schedule(() -> {
			if (this.running.contains(heartbeat)) {
				heartbeat.beat();
				beatLater(heartbeat);
			}
		}, period(this.running.size(), this.interval, this.lease).toMillis(), TimeUnit.MILLISECONDS);
	}

	static Duration period(int conversions, Duration interval, Duration lease) {
		Duration shared = interval.multipliedBy(conversions).dividedBy(BEATS_PER_INTERVAL);
		Duration longest = lease.dividedBy(3);
		return (shared.compareTo(interval) < 0) ? interval : (shared.compareTo(longest) < 0) ? shared : longest;
	}

	/**
	 * Checks which claims are still held, with a single query, so that work on deleted
	 * conversions stops soon.
	 */
	void watch() {
		List<Heartbeat> watched = List.copyOf(this.running);
		if (watched.isEmpty()) {
			return;
		}
		try {
			Set<Conversion> held = this.claims.held(watched.stream().map(Heartbeat::claimed).toList());
			watched.stream().filter((heartbeat) -> !held.contains(heartbeat.claimed())).forEach(Heartbeat::lose);
		}
		catch (DataAccessException | MongoException ex) {
			// the next heartbeats decide how long this may last
			logger.debug("Could not look which conversions are still claimed", ex);
		}
		catch (RuntimeException ex) {
			// rethrown, it would end the checks
			logger.error("Could not stop what is no longer claimed", ex);
		}
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
