package io.soundlift.cli.console;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command with one line for people and an exit code for scripts.
 */
public final class CommandException extends RuntimeException {

	private final ExitCode exitCode;

	/**
	 * Create an exception.
	 * @param exitCode how the command ends
	 * @param message what happened and what to do about it
	 */
	public CommandException(ExitCode exitCode, String message) {
		this(exitCode, message, null);
	}

	/**
	 * Create an exception.
	 * @param exitCode how the command ends
	 * @param message what happened and what to do about it
	 * @param cause why, or {@code null}
	 */
	public CommandException(ExitCode exitCode, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.exitCode = exitCode;
	}

	/**
	 * Return how the command ends.
	 * @return the exit code
	 */
	public ExitCode exitCode() {
		return this.exitCode;
	}

}
