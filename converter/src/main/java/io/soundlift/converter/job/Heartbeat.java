package io.soundlift.converter.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.progress.WorkProgress;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Signs of life of one attempt: renews its lease, records its progress, and stops it when
 * it has lost its claim.
 */
final class Heartbeat implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

	private final Claims claims;

	private final Conversion claimed;

	private final FfmpegSession session;

	private final Duration lease;

	private final WorkProgress work = new WorkProgress();

	private volatile List<Future<?>> schedule = List.of();

	private volatile boolean closed;

	private long renewedAt = System.nanoTime();

	Heartbeat(Claims claims, Conversion claimed, FfmpegSession session, Duration lease) {
		this.claims = claims;
		this.claimed = claimed;
		this.session = session;
		this.lease = lease;
	}

	void runs(List<Future<?>> tasks) {
		this.schedule = tasks;
	}

	/**
	 * Returns what the next beat records.
	 * @return the progress of the attempt
	 */
	WorkProgress work() {
		return this.work;
	}

	/**
	 * Looks whether the claim is still held, which costs less than a beat and so can be
	 * done more often.
	 */
	void watch() {
		try {
			if (!this.claims.isClaimed(this.claimed)) {
				lose();
			}
		}
		catch (DataAccessException | MongoException ex) {
			// beat() decides how long this may last
			logger.debug("Could not look whether conversion {} is still claimed", this.claimed.id(), ex);
		}
	}

	synchronized void beat() {
		long now = System.nanoTime();
		try {
			if (this.claims.renewLease(this.claimed, this.work.now(), this.lease)) {
				this.renewedAt = now;
			}
			else {
				lose();
			}
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not renew the lease of conversion {}", this.claimed.id(), ex);
			if (System.nanoTime() - this.renewedAt > this.lease.toNanos()) {
				this.session.stop(StopReason.CLAIM_LOST);
			}
		}
	}

	private void lose() {
		if (this.closed) {
			// the attempt has ended by itself while somebody looked
			return;
		}
		logger.info("Conversion {} was deleted or taken over, stops", this.claimed.id());
		this.session.stop(StopReason.CLAIM_LOST);
		close();
	}

	@Override
	public void close() {
		this.closed = true;
		this.schedule.forEach((task) -> task.cancel(false));
	}

}
