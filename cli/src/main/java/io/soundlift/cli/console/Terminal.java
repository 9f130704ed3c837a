package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Output of a command. Mixed into each command.
 */
// required by picocli for a mixin without options
@CommandLine.Command
public final class Terminal {

	private @Nullable CommandSpec command;

	@CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
	void setCommand(CommandSpec command) {
		this.command = command;
	}

	/**
	 * Returns the writer for results.
	 * @return the command's standard output
	 */
	public PrintWriter out() {
		return commandLine().getOut();
	}

	/**
	 * Returns the writer for progress and errors.
	 * @return the command's standard error
	 */
	public PrintWriter err() {
		return commandLine().getErr();
	}

	/**
	 * Returns a progress display on standard error.
	 * @param quiet whether to show nothing
	 * @return a display that rewrites its line if standard error is a terminal
	 */
	public ProgressLine progress(boolean quiet) {
		if (quiet) {
			return new ProgressLine(new PrintWriter(Writer.nullWriter()), false, System::nanoTime);
		}
		return new ProgressLine(err(), TerminalSize.ofStandardError().isPresent(), System::nanoTime);
	}

	/**
	 * Returns a display for several tasks.
	 * @param quiet whether to show only results and failures
	 * @param whole supplies the total state, in a few words
	 * @return lines that are rewritten if standard error is a terminal
	 */
	public LiveLines liveLines(boolean quiet, Supplier<String> whole) {
		return new LiveLines(out(), err(), quiet ? Optional::empty : TerminalSize::ofStandardError, System::nanoTime,
				whole);
	}

	/**
	 * Returns how many characters fit into a line of standard output.
	 * @return the number; empty if standard output is no terminal
	 */
	public OptionalInt columns() {
		return TerminalSize.ofStandardOutput()
			.map((size) -> OptionalInt.of(size.columns()))
			.orElse(OptionalInt.empty());
	}

	/**
	 * Returns the command's parser.
	 * @return the command line of the running command
	 */
	public CommandLine commandLine() {
		return Objects.requireNonNull(this.command, "command").commandLine();
	}

}
