package io.soundlift.cli.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Termination of processes that a run left behind, for example because it was killed.
 */
final class LeftoverProcesses {

	private static final Duration GRACE_PERIOD = Duration.ofSeconds(10);

	private LeftoverProcesses() {
	}

	/**
	 * Ends the services of a run whose own process no longer exists.
	 * @param run the run
	 */
	static void end(RunRecord run) {
		List<ProcessHandle> services = run.services()
			.values()
			.stream()
			.map(RunRecord.Service::process)
			.flatMap((process) -> Optional.ofNullable(process).stream())
			.flatMap((process) -> process.find().stream())
			.toList();
		services.forEach(ProcessHandle::destroy);
		services.forEach((service) -> {
			if (!awaitEnd(service, GRACE_PERIOD)) {
				service.destroyForcibly();
				awaitEnd(service, GRACE_PERIOD);
			}
		});
	}

	/**
	 * Waits for the end of a process.
	 * @return whether it ended in time
	 */
	static boolean awaitEnd(ProcessHandle process, Duration timeout) {
		try {
			process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Unable to wait for process " + process.pid(), ex);
		}
	}

}
