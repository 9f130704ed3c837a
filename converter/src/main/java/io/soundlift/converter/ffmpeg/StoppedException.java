package io.soundlift.converter.ffmpeg;

import java.io.Serial;

/**
 * Thrown by work that was told to stop.
 */
public final class StoppedException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final StopReason reason;

	/**
	 * An order to stop.
	 * @param reason why
	 */
	public StoppedException(StopReason reason) {
		super("Stopped: " + reason);
		this.reason = reason;
	}

	/**
	 * Returns why the work had to stop.
	 * @return the reason
	 */
	public StopReason reason() {
		return this.reason;
	}

}
