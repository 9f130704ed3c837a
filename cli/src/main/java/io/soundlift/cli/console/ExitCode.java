package io.soundlift.cli.console;

/**
 * Exit code of a command, for scripts. Success is 0; wrong usage is 2, which picocli
 * sets.
 */
public enum ExitCode {

	/** Any failure other than those below. */
	FAILED(1),

	/** The conversion ended without an MP3. */
	CONVERSION_FAILED(3),

	/** The server does not respond, or the connection broke. */
	UNREACHABLE(4),

	/** Not logged in, or not allowed. */
	UNAUTHORIZED(5),

	/** The server refused the request. */
	REFUSED(6),

	/** A local file can't be read or written, or would be overwritten. */
	FILE(7),

	/** The received data differs from what was sent. */
	DAMAGED(8),

	/** The local system is already running, or is not running. */
	STATE(9),

	/** A limit of the account is reached, or the server's store is full. */
	LIMITED(10),

	/** Some or all of several files could not be converted. */
	SOME_FAILED(11);

	private final int value;

	ExitCode(int value) {
		this.value = value;
	}

	/**
	 * Returns the exit code of the process.
	 * @return the number
	 */
	public int value() {
		return this.value;
	}

}
