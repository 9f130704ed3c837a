package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Display of several tasks: in a terminal one line for each running task and one for the
 * total, rewritten in place below the permanent lines; elsewhere only the permanent
 * lines. Safe for use by several threads.
 */
public final class LiveLines implements AutoCloseable {

	private static final long REPAINT_NANOS = Duration.ofMillis(100).toNanos();

	private static final long RESIZE_NANOS = Duration.ofSeconds(2).toNanos();

	private static final int MIN_NAME_COLUMNS = 12;

	private static final int MAX_NAME_COLUMNS = 40;

	/** Width of most states, so that names get the rest of a narrow terminal. */
	private static final int STATE_COLUMNS = 52;

	private static final String ESCAPE = "\u001b[";

	/**
	 * Without wrapping, a line never takes two rows, even if a character takes two
	 * columns.
	 */
	private static final String NO_WRAP = ESCAPE + "?7l";

	private static final String WRAP = ESCAPE + "?7h";

	private static final String ERASE_LINE = ESCAPE + "K";

	private static final String ERASE_BELOW = ESCAPE + "J";

	private final PrintWriter out;

	private final PrintWriter err;

	private final Supplier<Optional<TerminalSize>> sizes;

	private final LongSupplier nanoTime;

	private final Supplier<String> whole;

	private final List<Line> lines = new ArrayList<>();

	private Optional<TerminalSize> size;

	private long sizedAt;

	private long paintedAt;

	private int paintedLines;

	private boolean closed;

	/**
	 * Creates a display.
	 * @param out the writer for results
	 * @param err the writer for everything else
	 * @param sizes supplies the current size of the terminal; empty for none
	 * @param nanoTime the clock
	 * @param whole supplies the state of the total
	 */
	LiveLines(PrintWriter out, PrintWriter err, Supplier<Optional<TerminalSize>> sizes, LongSupplier nanoTime,
			Supplier<String> whole) {
		this.out = out;
		this.err = err;
		this.sizes = sizes;
		this.nanoTime = nanoTime;
		this.whole = whole;
		this.size = sizes.get();
		this.sizedAt = nanoTime.getAsLong();
		this.paintedAt = this.sizedAt - REPAINT_NANOS;
	}

	/**
	 * Creates the line of a task.
	 * @param name name of the task
	 * @return a line that is visible from its first state until it is closed
	 */
	public Line line(String name) {
		return new Line(name);
	}

	/**
	 * Prints a permanent result line.
	 * @param text the result
	 */
	public synchronized void result(String text) {
		print(this.out, text);
	}

	/**
	 * Prints a permanent message line.
	 * @param text the remark
	 */
	public synchronized void note(String text) {
		print(this.err, printable(text));
	}

	/**
	 * Removes the live lines. No more lines are shown from then on.
	 */
	@Override
	public synchronized void close() {
		erase();
		this.err.flush();
		this.closed = true;
	}

	private void print(PrintWriter writer, String text) {
		if (this.closed) {
			return;
		}
		erase();
		// both writers may write to the same terminal
		this.err.flush();
		writer.println(text);
		writer.flush();
		paint();
	}

	private synchronized void show(Line line, String state) {
		if (this.closed) {
			return;
		}
		line.state = state;
		if (!this.lines.contains(line)) {
			this.lines.add(line);
		}
		if (this.nanoTime.getAsLong() - this.paintedAt >= REPAINT_NANOS) {
			paint();
		}
	}

	private synchronized void remove(Line line) {
		if (this.lines.remove(line) && !this.closed) {
			paint();
		}
	}

	private void erase() {
		if (this.paintedLines > 0) {
			this.err.print(top() + ERASE_BELOW);
			this.paintedLines = 0;
		}
	}

	private void paint() {
		this.paintedAt = this.nanoTime.getAsLong();
		if (this.size.isEmpty()) {
			return;
		}
		List<String> texts = texts(size());
		this.err.print(NO_WRAP + top() + String.join(ERASE_LINE + "\r\n", texts) + ERASE_LINE + ERASE_BELOW + WRAP);
		this.err.flush();
		this.paintedLines = texts.size();
	}

	private TerminalSize size() {
		if (this.paintedAt - this.sizedAt >= RESIZE_NANOS) {
			this.sizedAt = this.paintedAt;
			this.size = this.sizes.get().or(() -> this.size);
		}
		return this.size.orElseThrow();
	}

	private String top() {
		return (this.paintedLines > 1) ? "\r" + ESCAPE + (this.paintedLines - 1) + "A" : "\r";
	}

	private List<String> texts(TerminalSize size) {
		// the last column stays free: some terminals wrap after it in any case
		int columns = Math.max(1, size.columns() - 1);
		int nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(MIN_NAME_COLUMNS, columns - STATE_COLUMNS));
		// a line for the total, and one for the previous cursor position
		int room = Math.max(0, size.rows() - 2);
		int shown = (this.lines.size() <= room) ? this.lines.size() : Math.max(0, room - 1);
		List<String> texts = new ArrayList<>();
		for (Line line : this.lines.subList(0, shown)) {
			texts.add(cut(pad(shorten(line.name, nameColumns), nameColumns) + "  " + line.state, columns));
		}
		if (shown < this.lines.size() && room > 0) {
			texts.add(cut("and " + (this.lines.size() - shown) + " more", columns));
		}
		texts.add(cut(this.whole.get(), columns));
		return texts;
	}

	/**
	 * Replaces control characters.
	 */
	private static String printable(String text) {
		return text.replaceAll("\\p{Cntrl}", "?");
	}

	private static String shorten(String name, int columns) {
		int length = name.codePointCount(0, name.length());
		if (length <= columns) {
			return name;
		}
		// names in a series often differ at the end
		int tail = columns / 2;
		return name.substring(0, name.offsetByCodePoints(0, columns - tail - 1)) + "\u2026"
				+ name.substring(name.offsetByCodePoints(name.length(), -tail));
	}

	private static String pad(String name, int columns) {
		return name + " ".repeat(columns - name.codePointCount(0, name.length()));
	}

	/**
	 * Cuts a text that is longer than a line.
	 * @param text the text
	 * @param columns number of characters of a line, at least 1
	 * @return the text, or its beginning
	 */
	public static String cut(String text, int columns) {
		return (text.codePointCount(0, text.length()) <= columns) ? text
				: text.substring(0, text.offsetByCodePoints(0, columns));
	}

	/**
	 * Line of a running task.
	 */
	public final class Line implements ProgressDisplay, AutoCloseable {

		private final String name;

		private String state = "";

		Line(String name) {
			this.name = printable(name);
		}

		@Override
		public void update(String text) {
			show(this, printable(text));
		}

		@Override
		public void done(String text) {
			// the task continues with its next part
			update(text);
		}

		/**
		 * Removes the line.
		 */
		@Override
		public void close() {
			remove(this);
		}

	}

}
