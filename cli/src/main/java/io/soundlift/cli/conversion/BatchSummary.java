package io.soundlift.cli.conversion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * Summary of the results of a batch. Safe for use by several threads.
 */
final class BatchSummary {

	private final String done;

	private final LongSupplier nanoTime;

	private final long startNanos;

	private final int files;

	private long bytes;

	private long endedBytes;

	private int converted;

	private int skipped;

	private final List<String> failures = new ArrayList<>();

	private @Nullable CommandException end;

	/**
	 * Creates a summary.
	 * @param done participle for a finished file
	 * @param files number of files
	 * @param bytes their total size in bytes
	 * @param nanoTime the clock
	 */
	BatchSummary(String done, int files, long bytes, LongSupplier nanoTime) {
		this.done = done;
		this.files = files;
		this.bytes = bytes;
		this.nanoTime = nanoTime;
		this.startNanos = nanoTime.getAsLong();
	}

	synchronized void converted(long sizeBytes) {
		this.converted++;
		this.endedBytes += sizeBytes;
	}

	synchronized void skipped(long sizeBytes) {
		this.skipped++;
		// it took no time, so it must not affect the estimate of the remaining time
		this.bytes -= sizeBytes;
	}

	synchronized void failed(String reason, long sizeBytes) {
		this.failures.add(reason);
		this.endedBytes += sizeBytes;
	}

	/**
	 * Records that the remaining files are abandoned.
	 * @param reason the reason; only the first one is recorded
	 */
	synchronized void givenUp(CommandException reason) {
		if (this.end == null) {
			this.end = reason;
		}
	}

	synchronized boolean isGivenUp() {
		return this.end != null;
	}

	/**
	 * Returns the progress of the batch in one line.
	 */
	synchronized String progress() {
		StringBuilder line = new StringBuilder(counts());
		if (this.bytes > 0) {
			line.append(
					"  %d %% of %s".formatted(Sizes.percent(this.endedBytes, this.bytes), Sizes.describe(this.bytes)));
		}
		if (this.endedBytes > 0 && this.endedBytes < this.bytes) {
			double seconds = elapsed().toMillis() / 1000.0 * (this.bytes - this.endedBytes) / this.endedBytes;
			line.append("  ").append(ProgressText.describe(Duration.ofSeconds(Math.round(seconds)))).append(" left");
		}
		return line.toString();
	}

	/**
	 * Returns the results of all files, as lines for people.
	 */
	synchronized List<String> report() {
		List<String> lines = new ArrayList<>();
		int left = this.files - this.converted - this.skipped - this.failures.size();
		lines.add(counts() + ((left > 0) ? ", " + left + " not begun" : "") + ", in "
				+ Durations.describe(elapsed().toMillis()) + (this.failures.isEmpty() ? "." : ":"));
		this.failures.forEach((failure) -> lines.add("  " + failure));
		return lines;
	}

	synchronized int exitCode() {
		if (this.end != null) {
			return this.end.exitCode().value();
		}
		return this.failures.isEmpty() ? 0 : ExitCode.SOME_FAILED.value();
	}

	private String counts() {
		return this.converted + " of " + this.files + " " + this.done
				+ ((this.skipped > 0) ? ", " + this.skipped + " skipped" : "")
				+ (this.failures.isEmpty() ? "" : ", " + this.failures.size() + " failed");
	}

	private Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.startNanos);
	}

}
