package io.soundlift.converter.job;

import java.time.Duration;
import java.util.concurrent.Future;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Renews the lease of one conversion and records its progress. When the claim is lost, or
 * could not be renewed for as long as it held, it stops the work.
 */
final class Heartbeat implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

	private final Conversions conversions;

	private final Conversion claimed;

	private final FfmpegSession session;

	private final Duration lease;

	private volatile int percent;

	private volatile @Nullable Future<?> schedule;

	private long renewedAt = System.nanoTime();

	Heartbeat(Conversions conversions, Conversion claimed, FfmpegSession session, Duration lease) {
		this.conversions = conversions;
		this.claimed = claimed;
		this.session = session;
		this.lease = lease;
	}

	void runs(Future<?> task) {
		this.schedule = task;
	}

	/**
	 * Takes note of progress, which the next beat records.
	 * @param reached 0 to 100
	 */
	void progress(int reached) {
		// 100 is for a conversion that is complete
		this.percent = Math.min(reached, 99);
	}

	synchronized void beat() {
		long now = System.nanoTime();
		try {
			if (this.conversions.renewLease(this.claimed, this.percent, this.lease)) {
				this.renewedAt = now;
			}
			else {
				logger.info("Conversion {} was deleted or taken over, stops", this.claimed.id());
				this.session.stop(StopReason.CLAIM_LOST);
			}
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not renew the lease of conversion {}", this.claimed.id(), ex);
			if (System.nanoTime() - this.renewedAt > this.lease.toNanos()) {
				this.session.stop(StopReason.CLAIM_LOST);
			}
		}
	}

	@Override
	public void close() {
		Future<?> task = this.schedule;
		if (task != null) {
			task.cancel(false);
		}
	}

}
