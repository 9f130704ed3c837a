package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes to. Mixed into each command.
 */
// picocli wants it; a mixin without options is none otherwise
@CommandLine.Command
public final class Terminal {

	private @Nullable CommandSpec command;

	@CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
	void setCommand(CommandSpec command) {
		this.command = command;
	}

	/**
	 * Return the writer for results.
	 * @return the command's standard output
	 */
	public PrintWriter out() {
		return commandLine().getOut();
	}

	/**
	 * Return the writer for progress and complaints.
	 * @return the command's standard error
	 */
	public PrintWriter err() {
		return commandLine().getErr();
	}

	/**
	 * Return a progress display on standard error.
	 * @return a display that rewrites its line if a person is watching
	 */
	public ProgressLine progress() {
		return new ProgressLine(err(), System.console() != null, System::nanoTime);
	}

	/**
	 * Returns a display for several works at once.
	 * @param whole the state of all of them together, in a few words
	 * @return lines that are rewritten if standard error is a terminal
	 */
	public LiveLines liveLines(Supplier<String> whole) {
		return new LiveLines(out(), err(), TerminalSize::ofStandardError, System::nanoTime, whole);
	}

	/**
	 * Returns the command's parser.
	 * @return the command line that the command was run with
	 */
	public CommandLine commandLine() {
		return Objects.requireNonNull(this.command, "command").commandLine();
	}

}
