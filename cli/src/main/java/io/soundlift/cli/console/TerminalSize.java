package io.soundlift.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of a terminal.
 *
 * @param rows number of lines
 * @param columns number of characters in a line
 */
record TerminalSize(int rows, int columns) {

	private static final TerminalSize USUAL = new TerminalSize(24, 80);

	private static final Pattern ANSWER = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

	/** stty(1) succeeds only if its standard input is a terminal. */
	private static final String QUESTION = "stty size <&2 2>/dev/null";

	private static final String QUESTION_WITHOUT_STREAMS = "stty size </dev/tty 2>/dev/null";

	/**
	 * Returns the size of the terminal at standard error.
	 * @return the size; empty if it is not a terminal, or one that can't move its cursor
	 */
	static Optional<TerminalSize> ofStandardError() {
		return "dumb".equals(System.getenv("TERM")) ? Optional.empty() : ask(QUESTION);
	}

	/**
	 * Returns the size of the terminal at standard output.
	 * @return the size; empty if it is not a terminal
	 */
	static Optional<TerminalSize> ofStandardOutput() {
		return isStandardOutput() ? ask(QUESTION_WITHOUT_STREAMS) : Optional.empty();
	}

	/**
	 * Returns whether standard output is a terminal.
	 * @return {@code false} also if that can't be determined
	 */
	static boolean isStandardOutput() {
		try {
			Process process = new ProcessBuilder("sh", "-c", "test -t 1")
				.redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.start();
			return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			// a system without a shell: its terminals are not supported
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static Optional<TerminalSize> ask(String question) {
		try {
			Process process = new ProcessBuilder("sh", "-c", question).redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			process.getOutputStream().close();
			String answer = new String(process.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
			return (process.waitFor(1, TimeUnit.SECONDS)) ? parse(answer) : Optional.empty();
		}
		catch (IOException ex) {
			// a system without a shell: its terminals are not supported
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

	static Optional<TerminalSize> parse(String answer) {
		Matcher matcher = ANSWER.matcher(answer);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		TerminalSize size = new TerminalSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
		// some terminals do not report their size
		return Optional.of((size.rows() > 0 && size.columns() > 0) ? size : USUAL);
	}

}
