package io.soundlift.gateway.upload;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import org.apache.commons.io.input.ProxyInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Drain of uploads when this gateway stops. Running requests may continue for a limited
 * time; some time before it is over, an upload that is still being read gets an error
 * response, and its stored bytes are removed. Stops before the web server waits for its
 * requests, so that both times start at the same moment.
 */
@Component
public final class UploadDrain implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(UploadDrain.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	/** Share of the time for the response and the clean-up. */
	private static final int PART_LEFT = 4;

	private final Duration gracePeriod;

	private volatile boolean running;

	private volatile boolean timeIsUp;

	UploadDrain(LifecycleProperties lifecycle) {
		Duration limit = lifecycle.getTimeoutPerShutdownPhase();
		this.gracePeriod = limit.minus(limit.dividedBy(PART_LEFT));
	}

	/**
	 * Wraps the bytes of an upload so that reading fails when the time is over.
	 * @param content the bytes of an upload
	 * @return the same bytes
	 * @throws Problem {@link ProblemType#SHUTTING_DOWN} from reading, when the time is
	 * over
	 */
	public InputStream limit(InputStream content) {
		return new ProxyInputStream(content) {

			@Override
			protected void beforeRead(int length) {
				requireTime();
			}

		};
	}

	/**
	 * Verifies that the time is not over.
	 * @throws Problem {@link ProblemType#SHUTTING_DOWN} when it is
	 */
	void requireTime() {
		if (isTimeUp()) {
			throw new Problem(ProblemType.SHUTTING_DOWN,
					"This server is being replaced. Nothing of the upload was kept; send it again.")
				.retryAfter(RETRY_AFTER);
		}
	}

	boolean isTimeUp() {
		return this.timeIsUp;
	}

	@Override
	public void start() {
		this.running = true;
		this.timeIsUp = false;
	}

	/**
	 * Starts the time, without delaying the shutdown.
	 */
	@Override
	public void stop() {
		this.running = false;
		Executor later = CompletableFuture.delayedExecutor(this.gracePeriod.toMillis(), TimeUnit.MILLISECONDS);
		later.execute(() -> this.timeIsUp = true);
		logger.info("Uploads that run have {} s to end", this.gracePeriod.toSeconds());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
