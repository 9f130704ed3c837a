package io.soundlift.converter.job;

import java.util.HashSet;
import java.util.Set;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.StopReason;

/**
 * Registry of the work in progress, so that it can be stopped when the converter shuts
 * down.
 */
final class RunningSessions {

	private final Set<FfmpegSession> sessions = new HashSet<>();

	private boolean stopped;

	/**
	 * Adds work that begins.
	 * @param session the work, which is stopped immediately if the converter shuts down
	 */
	synchronized void add(FfmpegSession session) {
		this.sessions.add(session);
		if (this.stopped) {
			session.stop(StopReason.SHUTDOWN);
		}
	}

	/**
	 * Removes work that has ended.
	 * @param session the work
	 */
	synchronized void remove(FfmpegSession session) {
		this.sessions.remove(session);
	}

	/**
	 * Allows work to begin again.
	 */
	synchronized void start() {
		this.stopped = false;
	}

	/**
	 * Stops all work, and all that begins before the next start.
	 */
	synchronized void stop() {
		this.stopped = true;
		this.sessions.forEach((session) -> session.stop(StopReason.SHUTDOWN));
	}

}
