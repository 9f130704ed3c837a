package io.soundlift.converter.ffmpeg;

/**
 * Thrown by work that was told to stop.
 */
public final class StoppedException extends RuntimeException {

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
