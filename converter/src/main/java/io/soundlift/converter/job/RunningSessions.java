package io.soundlift.converter.job;

import java.util.HashSet;
import java.util.Set;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;

/**
 * The work in progress, so that it can be cut off when the converter shuts down.
 */
final class RunningSessions {

	private final Set<FfmpegSession> sessions = new HashSet<>();

	private boolean stopped;

	/**
	 * Takes note of work that begins.
	 * @param session the work, told to stop at once if the converter shuts down
	 */
	synchronized void add(FfmpegSession session) {
		this.sessions.add(session);
		if (this.stopped) {
			session.stop(StopReason.SHUTDOWN);
		}
	}

	/**
	 * Takes note of work that has ended.
	 * @param session the work
	 */
	synchronized void remove(FfmpegSession session) {
		this.sessions.remove(session);
	}

	/**
	 * Lets work begin again.
	 */
	synchronized void start() {
		this.stopped = false;
	}

	/**
	 * Cuts off all work, and all that begins before the next start.
	 */
	synchronized void stop() {
		this.stopped = true;
		this.sessions.forEach((session) -> session.stop(StopReason.SHUTDOWN));
	}

}
