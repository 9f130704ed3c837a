package io.soundlift.cli.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.soundlift.cli.console.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * Restarts of services whose processes end by themselves, for as long as the system runs.
 */
final class Supervisor implements AutoCloseable {

	/** Number of concurrent starts; each waits until its service is ready. */
	private static final int THREADS = 8;

	/** Number of consecutive ends that are printed with the end of the log. */
	private static final int EXPLAINED_ENDS = 3;

	private final Consumer<String> printer;

	private final Runnable onChange;

	private final Timer timer;

	private final InstantSource clock;

	private final Map<String, RestartPlan> plans = new ConcurrentHashMap<>();

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(THREADS,
			new DefaultThreadFactory("supervisor", true));

	/**
	 * Creates a supervisor.
	 * @param printer prints messages for people
	 * @param onChange called when a service has ended or has a new process
	 */
	Supervisor(Consumer<String> printer, Runnable onChange) {
		this(printer, onChange, null, InstantSource.system());
	}

	/**
	 * Creates a supervisor with a custom timer and clock.
	 * @param timer starts tasks after a delay; {@code null} for one in real time
	 * @param clock the clock
	 */
	Supervisor(Consumer<String> printer, Runnable onChange, @Nullable Timer timer, InstantSource clock) {
		this.printer = printer;
		this.onChange = onChange;
		this.timer = (timer != null) ? timer
				: (task, delay) -> this.executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		this.clock = clock;
	}

	/**
	 * Watches a process, and starts its service again when it ends.
	 */
	void watch(ServiceProcess service, Process process) {
		Instant started = this.clock.instant();
		process.onExit().thenAccept((ended) -> {
			if (service.isUnexpectedEnd(ended)) {
				int exitCode = ended.exitValue();
				restartLater(service, started, exitCode, "ended unexpectedly (exit code " + exitCode + ")");
			}
		});
	}

	/**
	 * Returns the restarts of a service.
	 * @param name name of the service
	 * @return the restarts; {@code null} for none
	 */
	RunRecord.@Nullable Restarts restarts(String name) {
		RestartPlan plan = this.plans.get(name);
		return (plan != null) ? plan.describe() : null;
	}

	private RestartPlan plan(ServiceProcess service) {
		return this.plans.computeIfAbsent(service.name(), (name) -> new RestartPlan());
	}

	private void restartLater(ServiceProcess service, Instant startedAt, @Nullable Integer exitCode, String what) {
		Duration delay = plan(service).ended(startedAt, this.clock.instant(), exitCode);
		try {
			this.printer.accept("The " + service.name() + " " + what + ". It is started again "
					+ (delay.isZero() ? "now." : "in " + delay.toSeconds() + " s."));
			recordChange();
		}
		finally {
			this.timer.schedule(() -> restart(service), delay);
		}
	}

	private void restart(ServiceProcess service) {
		Instant now = this.clock.instant();
		try {
			Process process = service.start(plan(service).describe());
			if (process == null) {
				return;
			}
			watch(service, process);
			plan(service).started();
			recordChange();
			service.awaitReady(process);
			this.printer.accept("The " + service.name() + " is ready again.");
		}
		catch (CommandException ex) {
			if (ex.getMessage() != null && plan(service).inARow() <= EXPLAINED_ENDS) {
				this.printer.accept(ex.getMessage());
			}
		}
		catch (IOException ex) {
			restartLater(service, now, null, "can't be started: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void recordChange() {
		try {
			this.onChange.run();
		}
		catch (RuntimeException ex) {
			// a failure to write the record, for example on a full disk, must not stop a
			// service
			this.printer.accept("Can't record how the services are: " + ex.getMessage());
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * Starter of delayed tasks.
	 */
	@FunctionalInterface
	interface Timer {

		/**
		 * Starts a task on another thread.
		 * @param task the task
		 * @param delay the delay
		 */
		void schedule(Runnable task, Duration delay);

	}

}
