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
 * @param rows how many lines it has
 * @param columns how many characters a line has
 */
record TerminalSize(int rows, int columns) {

	private static final TerminalSize USUAL = new TerminalSize(24, 80);

	private static final Pattern ANSWER = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

	/** stty(1) answers only if what it reads from is a terminal. */
	private static final String QUESTION = "stty size <&2 2>/dev/null";

	/**
	 * Returns the size of the terminal that standard error is.
	 * @return the size; empty if standard error is none, or one that can't move its
	 * cursor
	 */
	static Optional<TerminalSize> ofStandardError() {
		if ("dumb".equals(System.getenv("TERM"))) {
			return Optional.empty();
		}
		try {
			Process process = new ProcessBuilder("sh", "-c", QUESTION).redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			process.getOutputStream().close();
			String answer = new String(process.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
			return (process.waitFor(1, TimeUnit.SECONDS)) ? parse(answer) : Optional.empty();
		}
		catch (IOException ex) {
			// a system without a shell: its terminals are not known
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
		// some terminals do not know their own size
		return Optional.of((size.rows() > 0 && size.columns() > 0) ? size : USUAL);
	}

}
