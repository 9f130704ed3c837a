package io.soundlift.connection;

import java.net.SocketTimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Refusal to read more of a request's body. It is no {@link java.io.IOException}, for
 * Tomcat would take that for a client that has gone, and drop the application's answer.
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
	 * What is wrong with a body.
	 */
	public enum Reason {

		/** It took longer than it may, or came at less than the least rate. */
		TOO_SLOW(408),

		/** It has more bytes than it may. */
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
