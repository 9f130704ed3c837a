package io.soundlift.converter.job;

import java.time.Duration;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.progress.WorkProgress;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Heartbeat of one attempt: renews its lease, records its progress, and stops it when it
 * has lost its claim.
 */
final class Heartbeat implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

	private final Claims claims;

	private final Conversion claimed;

	private final FfmpegSession session;

	private final Duration lease;

	/** Context of the attempt, so that log lines of other threads have its ids. */
	private final ContextSnapshot context = ContextSnapshotFactory.builder().build().captureAll();

	private final WorkProgress work = new WorkProgress();

	private final Consumer<Heartbeat> onClose;

	private volatile boolean closed;

	private long renewedAt = System.nanoTime();

	Heartbeat(Claims claims, Conversion claimed, FfmpegSession session, Duration lease, Consumer<Heartbeat> onClose) {
		this.claims = claims;
		this.claimed = claimed;
		this.session = session;
		this.lease = lease;
		this.onClose = onClose;
	}

	/**
	 * Returns the progress that the next heartbeat records.
	 * @return the progress of the attempt
	 */
	WorkProgress work() {
		return this.work;
	}

	Conversion claimed() {
		return this.claimed;
	}

	void beat() {
		this.context.wrap(this::renew).run();
	}

	private synchronized void renew() {
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

	/**
	 * Stops the attempt, unless it has ended by itself meanwhile.
	 */
	void lose() {
		if (!this.closed) {
			this.context.wrap(() -> logger.info("Conversion {} was deleted or taken over, stops", this.claimed.id()))
				.run();
			this.session.stop(StopReason.CLAIM_LOST);
			close();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.onClose.accept(this);
	}

}
