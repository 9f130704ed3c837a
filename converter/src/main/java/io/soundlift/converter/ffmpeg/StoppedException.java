package io.soundlift.converter.ffmpeg;

/**
 * Thrown when work was stopped.
 */
public final class StoppedException extends RuntimeException {

	private final StopReason reason;

	/**
	 * Creates an exception.
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
