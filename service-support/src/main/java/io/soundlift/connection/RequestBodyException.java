package io.soundlift.connection;

import java.net.SocketTimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Refusal to read more of a request's body. It is not an {@link java.io.IOException},
 * which Tomcat would interpret as a disconnected client, and discard the application's
 * response.
 */
public final class RequestBodyException extends RuntimeException {

	private final Reason reason;

	RequestBodyException(Reason reason, long maxBytes) {
		super("The body has more than " + maxBytes + " bytes");
		this.reason = reason;
	}

	RequestBodyException(SocketTimeoutException cause) {
		super("The body came too slowly: " + cause.getMessage(), cause);
		this.reason = Reason.TOO_SLOW;
	}

	/**
	 * Returns what is wrong with the body.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Finds the refusal behind another exception.
	 * @param exception an exception; {@code null} for none
	 * @return the refusal; {@code null} if the exception has another cause
	 */
	public static @Nullable RequestBodyException in(@Nullable Throwable exception) {
		Throwable cause = exception;
		while (cause != null && !(cause instanceof RequestBodyException)) {
			cause = cause.getCause();
		}
		return (RequestBodyException) cause;
	}

	/**
	 * Reason for the refusal of a body.
	 */
	public enum Reason {

		/** It exceeded the time limit, or arrived below the minimum rate. */
		TOO_SLOW(408),

		/** It exceeds the maximum size. */
		TOO_LARGE(413);

		private final int status;

		Reason(int status) {
			this.status = status;
		}

		/**
		 * Returns the status code (RFC 9110, 15.5.9 and 15.5.14).
		 * @return 408 or 413
		 */
		public int status() {
			return this.status;
		}

	}

}
