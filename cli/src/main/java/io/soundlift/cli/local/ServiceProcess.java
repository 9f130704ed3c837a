package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Service as a child process: start, readiness and stop.
 */
final class ServiceProcess {

	private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final int SHOWN_LOG_LINES = 25;

	/** Exit code of a virtual machine that has crashed: killed by SIGABRT. */
	private static final int CRASHED = 128 + 6;

	private final String name;

	private final Supplier<List<String>> command;

	private final Runnable onCrash;

	private final Supplier<Map<String, String>> environment;

	private final int port;

	private final int managementPort;

	private final DataFolder data;

	private @Nullable Process process;

	private boolean stopping;

	/**
	 * Creates a service.
	 * @param name its name
	 * @param command the command line of each new process
	 * @param onCrash called when the virtual machine has crashed
	 * @param environment supplies its environment variables at each start; may wait for
	 * what the service needs
	 * @param port its port
	 * @param managementPort port of its health endpoint
	 * @param data folder of its log and temporary files
	 */
	ServiceProcess(String name, Supplier<List<String>> command, Runnable onCrash,
			Supplier<Map<String, String>> environment, int port, int managementPort, DataFolder data) {
		this.name = name;
		this.command = command;
		this.onCrash = onCrash;
		this.environment = environment;
		this.port = port;
		this.managementPort = managementPort;
		this.data = data;
	}

	String name() {
		return this.name;
	}

	/**
	 * Starts the process, unless this service is being stopped.
	 * @param restarts restarts of the service, for its health; {@code null} for none
	 * @return the process; {@code null} if this service is being stopped
	 */
	@Nullable Process start(RunRecord.@Nullable Restarts restarts) throws IOException {
		return start(this.environment.get(), restarts);
	}

	private synchronized @Nullable Process start(Map<String, String> variables, RunRecord.@Nullable Restarts restarts)
			throws IOException {
		if (this.stopping) {
			return null;
		}
		this.data.newTemporary(this.name);
		ProcessBuilder builder = new ProcessBuilder(this.command.get());
		builder.directory(this.data.path().toFile());
		replaceVariables(builder.environment(), variables);
		if (restarts != null) {
			builder.environment().put("SOUNDLIFT_RESTARTS_COUNT", Integer.toString(restarts.count()));
			builder.environment().put("SOUNDLIFT_RESTARTS_ENDEDAT", restarts.endedAt().toString());
		}
		Path log = this.data.newLog(this.name);
		builder.redirectErrorStream(true).redirectOutput(log.toFile());
		builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
		this.process = builder.start();
		this.process.onExit().thenAccept((ended) -> {
			if (ended.exitValue() == CRASHED) {
				this.onCrash.run();
			}
		});
		return this.process;
	}

	/**
	 * Replaces the variables by which the user's shell would configure a service.
	 * @param environment the environment of a new process
	 * @param variables the variables to put in
	 */
	static void replaceVariables(Map<String, String> environment, Map<String, String> variables) {
		environment.keySet().removeIf(ServiceProcess::isOurs);
		environment.putAll(variables);
	}

	/**
	 * Returns whether a variable configures services, and must not be inherited from the
	 * user's shell.
	 */
	private static boolean isOurs(String variable) {
		return variable.startsWith("SOUNDLIFT_") || variable.startsWith("SPRING_") || variable.startsWith("SERVER_")
				|| variable.startsWith("MANAGEMENT_") || variable.startsWith("LOGGING_");
	}

	/**
	 * Waits until the service is ready for requests.
	 * @param started the process that must become ready
	 * @throws CommandException if it ends, or is not ready in time; the message contains
	 * the end of its log
	 * @throws InterruptedException if the command is interrupted
	 */
	void awaitReady(Process started) throws InterruptedException {
		long end = System.nanoTime() + READY_TIMEOUT.toNanos();
		while (!isReady()) {
			if (!started.isAlive()) {
				throw failure("ended with exit code " + started.exitValue() + " before it was ready");
			}
			if (System.nanoTime() > end) {
				throw failure("is not ready after " + READY_TIMEOUT.toMinutes() + " minutes");
			}
			Pause.REAL.await(POLL);
		}
	}

	boolean isReady() throws InterruptedException {
		return new ManagementPort(managementUrl()).isReady();
	}

	private CommandException failure(String what) {
		String log = String.join(System.lineSeparator() + "  ",
				LogTail.read(this.data.log(this.name), SHOWN_LOG_LINES));
		return new CommandException(ExitCode.FAILED, "The " + this.name + " " + what + ". The end of "
				+ this.data.log(this.name) + ":" + System.lineSeparator() + "  " + log);
	}

	/**
	 * Requests the process to end, and kills it if it does not end in time.
	 * @param gracePeriod how long it may take
	 */
	void stop(Duration gracePeriod) {
		Process running;
		synchronized (this) {
			this.stopping = true;
			running = this.process;
		}
		if (running == null) {
			return;
		}
		running.destroy();
		try {
			if (!running.waitFor(gracePeriod.toMillis(), TimeUnit.MILLISECONDS)) {
				running.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			running.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns whether a process is the current one and is not being stopped on purpose.
	 */
	synchronized boolean isUnexpectedEnd(Process ended) {
		return !this.stopping && ended == this.process;
	}

	/**
	 * Returns this service for the record of the run.
	 * @param restarts its restarts; {@code null} if there were none
	 */
	synchronized RunRecord.Service describe(RunRecord.@Nullable Restarts restarts) {
		return new RunRecord.Service((this.process != null) ? RunRecord.ProcessId.of(this.process.toHandle()) : null,
				url(), managementUrl(), this.data.log(this.name).toString(), restarts);
	}

	String url() {
		return "http://127.0.0.1:" + this.port;
	}

	private String managementUrl() {
		return "http://127.0.0.1:" + this.managementPort;
	}

}
