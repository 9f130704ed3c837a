package io.soundlift.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Display of progress: one line that is rewritten in a terminal, occasional plain lines
 * elsewhere. Safe for use by several threads.
 */
public final class ProgressLine implements ProgressDisplay {

	private static final long REWRITE_NANOS = Duration.ofMillis(100).toNanos();

	private static final long PLAIN_NANOS = Duration.ofSeconds(5).toNanos();

	private final PrintWriter writer;

	private final boolean interactive;

	private final LongSupplier nanoTime;

	private String shown = "";

	private long shownAt;

	ProgressLine(PrintWriter writer, boolean interactive, LongSupplier nanoTime) {
		this.writer = writer;
		this.interactive = interactive;
		this.nanoTime = nanoTime;
		this.shownAt = nanoTime.getAsLong() - PLAIN_NANOS;
	}

	@Override
	public synchronized void update(String text) {
		long now = this.nanoTime.getAsLong();
		if (text.equals(this.shown) || now - this.shownAt < (this.interactive ? REWRITE_NANOS : PLAIN_NANOS)) {
			return;
		}
		this.shownAt = now;
		if (this.interactive) {
			rewrite(text);
		}
		else {
			this.writer.println(text);
			this.writer.flush();
		}
		this.shown = text;
	}

	/**
	 * Shows a final state and ends the line.
	 */
	@Override
	public synchronized void done(String text) {
		if (this.interactive) {
			rewrite(text);
			this.writer.println();
		}
		else {
			this.writer.println(text);
		}
		this.writer.flush();
		this.shown = "";
		this.shownAt = this.nanoTime.getAsLong() - PLAIN_NANOS;
	}

	/**
	 * Removes the line, so that other output can follow.
	 */
	public synchronized void clear() {
		if (this.interactive && !this.shown.isEmpty()) {
			rewrite("");
			this.writer.print('\r');
			this.writer.flush();
			this.shown = "";
		}
	}

	private void rewrite(String text) {
		int surplus = Math.max(0, this.shown.length() - text.length());
		this.writer.print("\r" + text + " ".repeat(surplus));
		this.writer.flush();
	}

}
