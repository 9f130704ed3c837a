package io.soundlift.cli.console;

/**
 * How a command ended, for scripts. Success is 0; wrong usage is 2, which picocli sets.
 */
public enum ExitCode {

	/** Something else than below. */
	FAILED(1),

	/** The conversion ended without an MP3. */
	CONVERSION_FAILED(3),

	/** Nothing answers, or the connection broke. */
	UNREACHABLE(4),

	/** Not logged in, or not allowed. */
	UNAUTHORIZED(5),

	/** The server refused the request. */
	REFUSED(6),

	/** A local file can't be read or written, or would be overwritten. */
	FILE(7),

	/** What arrived is not what was sent. */
	DAMAGED(8),

	/** The local system is running already, or is not running. */
	STATE(9),

	/** A limit of the account is reached, or the server's store is full. */
	LIMITED(10),

	/** Of several files, some or all could not be converted. */
	SOME_FAILED(11);

	private final int value;

	ExitCode(int value) {
		this.value = value;
	}

	/**
	 * Return the number the process exits with.
	 * @return the exit code
	 */
	public int value() {
		return this.value;
	}

}
