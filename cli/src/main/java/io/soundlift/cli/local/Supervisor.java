package io.soundlift.cli.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.soundlift.cli.console.CommandException;

/**
 * Starts a service again when its process ends by itself: at once the first time, then
 * after longer and longer waits, and not for ever.
 */
final class Supervisor implements AutoCloseable {

	private static final int MAX_RESTARTS = 10;

	private static final Duration MAX_DELAY = Duration.ofMinutes(1);

	/** A service that ran this long is well again. */
	private static final Duration STABLE = Duration.ofMinutes(5);

	private final Consumer<String> printer;

	private final Runnable onChange;

	private final Map<String, Integer> restarts = new ConcurrentHashMap<>();

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, (task) -> {
		Thread thread = new Thread(task, "supervisor");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create a supervisor.
	 * @param printer tells people what happens
	 * @param onChange called when a service has a new process
	 */
	Supervisor(Consumer<String> printer, Runnable onChange) {
		this.printer = printer;
		this.onChange = onChange;
	}

	/**
	 * Watch a process of a service.
	 */
	void watch(ServiceProcess service, Process process) {
		Instant started = Instant.now();
		process.onExit().thenAccept((ended) -> {
			if (service.isUnexpectedEnd(ended)) {
				onEnd(service, ended.exitValue(), Duration.between(started, Instant.now()));
			}
		});
	}

	private void onEnd(ServiceProcess service, int exitCode, Duration lifetime) {
		int count = this.restarts.merge(service.name(), 1,
				(before, one) -> (lifetime.compareTo(STABLE) > 0) ? one : before + one);
		String what = "The " + service.name() + " ended unexpectedly (exit code " + exitCode + ").";
		if (count > MAX_RESTARTS) {
			this.printer.accept(what + " It was started again " + MAX_RESTARTS
					+ " times and is now left alone. See its log, then: soundlift down, soundlift up.");
			return;
		}
		Duration delay = delay(count);
		this.printer
			.accept(what + " It is started again " + (delay.isZero() ? "now." : "in " + delay.toSeconds() + " s."));
		this.executor.schedule(() -> restart(service), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	static Duration delay(int count) {
		if (count <= 1) {
			return Duration.ZERO;
		}
		Duration delay = Duration.ofSeconds(1L << Math.min(count - 2, 10));
		return (delay.compareTo(MAX_DELAY) > 0) ? MAX_DELAY : delay;
	}

	private void restart(ServiceProcess service) {
		try {
			Process process = service.start();
			if (process == null) {
				return;
			}
			watch(service, process);
			this.onChange.run();
			service.awaitReady(process);
			this.printer.accept("The " + service.name() + " is ready again.");
		}
		catch (CommandException ex) {
			if (ex.getMessage() != null) {
				this.printer.accept(ex.getMessage());
			}
		}
		catch (IOException ex) {
			this.printer.accept("The " + service.name() + " can't be started again: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
