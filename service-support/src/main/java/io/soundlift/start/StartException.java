package io.soundlift.start;

import org.jspecify.annotations.Nullable;

/**
 * Reason for which a service does not start, and what an operator can do about it.
 */
public abstract class StartException extends RuntimeException {

	private final String action;

	/**
	 * Creates an exception.
	 * @param message what is wrong
	 * @param action what to do
	 * @param cause what it comes from, if anything
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
