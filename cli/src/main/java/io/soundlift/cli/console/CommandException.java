package io.soundlift.cli.console;

import org.jspecify.annotations.Nullable;

/**
 * Thrown to end a command with one line for people and an exit code for scripts.
 */
public final class CommandException extends RuntimeException {

	private final ExitCode exitCode;

	/**
	 * Creates an exception.
	 * @param exitCode exit code of the command
	 * @param message the problem and its remedy
	 */
	public CommandException(ExitCode exitCode, String message) {
		this(exitCode, message, null);
	}

	/**
	 * Creates an exception.
	 * @param exitCode exit code of the command
	 * @param message the problem and its remedy
	 * @param cause why, or {@code null}
	 */
	public CommandException(ExitCode exitCode, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.exitCode = exitCode;
	}

	/**
	 * Returns the exit code of the command.
	 * @return the exit code
	 */
	public ExitCode exitCode() {
		return this.exitCode;
	}

}
