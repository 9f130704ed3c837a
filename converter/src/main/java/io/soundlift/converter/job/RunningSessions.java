package io.soundlift.converter.job;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The work in progress. When the converter shuts down, it is cut off first, and handed
 * back while MongoDB and the broker are still connected.
 */
final class RunningSessions implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RunningSessions.class);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Set<FfmpegSession> sessions = new HashSet<>();

	// from the beginning, because the binding starts before this
	private boolean running = true;

	/**
	 * Takes note of work that begins.
	 * @param session the work, told to stop at once if the converter shuts down
	 */
	synchronized void add(FfmpegSession session) {
		this.sessions.add(session);
		if (!this.running) {
			session.stop(StopReason.SHUTDOWN);
		}
	}

	/**
	 * Takes note of work that has ended, including its last word to MongoDB.
	 * @param session the work
	 */
	synchronized void remove(FfmpegSession session) {
		this.sessions.remove(session);
		notifyAll();
	}

	@Override
	public synchronized void start() {
		this.running = true;
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.sessions.forEach((session) -> session.stop(StopReason.SHUTDOWN));
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		try {
			for (long left = PATIENCE.toMillis(); !this.sessions.isEmpty()
					&& left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!this.sessions.isEmpty()) {
			logger.warn("{} conversions could not be handed back; their leases will expire", this.sessions.size());
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// the greatest phase stops first, before the binding that feeds this
		return DEFAULT_PHASE;
	}

}
