package io.soundlift.start;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a service can't start, with a remedy for the operator.
 */
public abstract class StartException extends RuntimeException {

	private final String action;

	/**
	 * Creates an exception.
	 * @param message what is wrong
	 * @param action what to do
	 * @param cause the cause, if any
	 */
	protected StartException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * Returns what to do.
	 * @return whole sentences
	 */
	public final String action() {
		return this.action;
	}

}
