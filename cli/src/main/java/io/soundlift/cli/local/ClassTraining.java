package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.soundlift.cli.console.Pause;

/**
 * Recording of the {@link ClassArchive class archives} of all services that have none,
 * one after the other, while the system runs and with the lowest priority.
 */
final class ClassTraining implements AutoCloseable {

	/** Delay in which users first do what they started the system for. */
	private static final Duration DELAY = Duration.ofSeconds(20);

	private static final Duration END_LIMIT = Duration.ofSeconds(5);

	private final List<TrainingRun> runs;

	private final DataFolder data;

	private final Consumer<String> printer;

	private final Pause pause;

	private final Thread thread = new Thread(this::recordAll, "class-training");

	private boolean closed;

	ClassTraining(List<TrainingRun> runs, DataFolder data, Consumer<String> printer) {
		this(runs, data, printer, Pause.REAL);
	}

	ClassTraining(List<TrainingRun> runs, DataFolder data, Consumer<String> printer, Pause pause) {
		this.runs = runs;
		this.data = data;
		this.printer = printer;
		this.pause = pause;
		this.thread.setDaemon(true);
	}

	/**
	 * Starts to record in the background, unless already closed.
	 */
	synchronized void start() {
		if (!this.closed && this.runs.stream().anyMatch(TrainingRun::isNeeded)) {
			this.thread.start();
		}
	}

	private void recordAll() {
		try {
			this.pause.await(DELAY);
			Path log = this.data.newLog("training");
			boolean all = true;
			for (TrainingRun run : this.runs) {
				all &= !run.isNeeded() || record(run, log);
			}
			if (all) {
				this.printer.accept("The classes of all services are archived. Later starts are quicker.");
			}
		}
		catch (IOException ex) {
			this.printer.accept("The classes of services can't be archived: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean record(TrainingRun run, Path log) throws InterruptedException {
		try {
			if (run.record(log)) {
				return true;
			}
			this.printer.accept("The classes of the " + run.name() + " could not be archived; see " + log);
		}
		catch (IOException ex) {
			this.printer.accept("The classes of the " + run.name() + " can't be archived: " + ex.getMessage());
		}
		return false;
	}

	/**
	 * Ends the current recording.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
			this.thread.interrupt();
		}
		try {
			this.thread.join(END_LIMIT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
