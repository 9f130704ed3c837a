package io.soundlift.converter.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextSnapshotFactory;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.support.DaemonThreads;

/**
 * Heartbeats of conversions that are worked on.
 */
final class Heartbeats implements AutoCloseable {

	private final Claims claims;

	private final Duration lease;

	private final Duration interval;

	private final Duration watch;

	private final ScheduledExecutorService scheduler;

	Heartbeats(Claims claims, Duration lease, Duration interval, Duration watch, int concurrency) {
		this.claims = claims;
		this.lease = lease;
		this.interval = interval;
		this.watch = watch;
		this.scheduler = Executors.newScheduledThreadPool(concurrency, new DaemonThreads("heartbeat"));
	}

	/**
	 * Begins to give signs of life.
	 * @param claimed the conversion that was just claimed
	 * @param session told to stop when the claim is lost
	 * @return the heartbeat, which has to be closed
	 */
	Heartbeat start(Conversion claimed, FfmpegSession session) {
		Heartbeat heartbeat = new Heartbeat(this.claims, claimed, session, this.lease);
		heartbeat.runs(List.of(every(this.interval, heartbeat::beat), every(this.watch, heartbeat::watch)));
		return heartbeat;
	}

	private Future<?> every(Duration period, Runnable task) {
		long millis = period.toMillis();
		// so that its log lines have the ids of the attempt's span
		Runnable traced = ContextSnapshotFactory.builder().build().captureAll().wrap(task);
		return this.scheduler.scheduleWithFixedDelay(traced, millis, millis, TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
