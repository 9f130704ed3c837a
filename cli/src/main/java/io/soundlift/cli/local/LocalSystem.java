package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import io.soundlift.cli.account.Credentials;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * Complete system on this machine: backends in this process, services as child processes.
 */
final class LocalSystem {

	private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

	private static final Executor THREADS = new ThreadPerTaskExecutor(new DefaultThreadFactory("service", true));

	private final DataFolder data;

	private final Backends backends;

	private final List<ServiceProcess> services;

	private final ClassTraining training;

	private final String url;

	private final Consumer<String> printer;

	private final Supervisor supervisor;

	private final AtomicBoolean stopping = new AtomicBoolean();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private RunRecord.State state = RunRecord.State.STARTING;

	LocalSystem(DataFolder data, Backends backends, List<ServicePlan.Planned> services, Credentials credentials,
			Consumer<String> printer) {
		this.data = data;
		this.backends = backends;
		this.services = services.stream().map(ServicePlan.Planned::process).toList();
		this.training = new ClassTraining(services.stream().map(ServicePlan.Planned::training).toList(), data, printer);
		this.url = credentials.serverUrl();
		this.printer = printer;
		this.supervisor = new Supervisor(printer, this::writeRecord);
	}

	/**
	 * Starts all services at the same time. Each waits by itself for the config server
	 * and for the backends that it needs.
	 * @throws RuntimeException if one of them does not become ready
	 */
	void start() {
		List<CompletableFuture<Void>> ready = this.services.stream()
			.map((service) -> CompletableFuture.runAsync(() -> startAndAwait(service), THREADS))
			.toList();
		// the first failure counts; there is no point in waiting for the others
		CompletableFuture<Void> failed = new CompletableFuture<>();
		ready.forEach((one) -> one.whenComplete((nothing, ex) -> {
			if (ex != null) {
				failed.completeExceptionally(ex);
			}
		}));
		try {
			CompletableFuture.anyOf(failed, CompletableFuture.allOf(ready.toArray(new CompletableFuture<?>[0]))).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Records that the system is ready, which ends the wait of {@code up -d}. Then starts
	 * the recording of class archives.
	 */
	void announce() {
		become(RunRecord.State.READY);
		this.training.start();
	}

	private void startAndAwait(ServiceProcess service) {
		try {
			Process process = service.start(null);
			if (process == null) {
				throw new CommandException(ExitCode.FAILED, "Stopped before it was ready.");
			}
			writeRecord();
			service.awaitReady(process);
			this.supervisor.watch(service, process);
			this.printer.accept("  " + service.name() + " is ready");
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FAILED, "The " + service.name() + " can't be started.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(ExitCode.FAILED, "Interrupted.", ex);
		}
	}

	/**
	 * Stops everything: the gateway first, so that no new requests are accepted, the
	 * config server last. May be called repeatedly and by several threads; each call
	 * waits for the end.
	 */
	void stop() {
		if (this.stopping.compareAndSet(false, true)) {
			try {
				become(RunRecord.State.STOPPING);
				this.supervisor.close();
				this.training.close();
				stopAll(this.services.stream()
					.filter((service) -> service.name().equals(ServicePlan.GATEWAY))
					.toList());
				stopAll(this.services.subList(1, this.services.size()));
				stopAll(this.services.subList(0, 1));
				this.backends.close();
				this.data.deleteTemporary();
				Files.deleteIfExists(this.data.runFile());
			}
			catch (IOException ex) {
				this.printer.accept("Something could not be removed from " + this.data.path() + ": " + ex.getMessage());
			}
			finally {
				this.stopped.countDown();
			}
		}
		else {
			awaitStopped();
		}
	}

	void awaitStopped() {
		try {
			this.stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void stopAll(List<ServiceProcess> some) {
		CompletableFuture
			.allOf(some.stream()
				.map((service) -> CompletableFuture.runAsync(() -> service.stop(GRACE_PERIOD), THREADS))
				.toArray(CompletableFuture[]::new))
			.join();
	}

	private synchronized void become(RunRecord.State next) {
		this.state = next;
		writeRecord();
	}

	private synchronized void writeRecord() {
		if (!this.backends.areStarted()) {
			// a service that has already started ends with this process
			return;
		}
		Map<String, RunRecord.Service> described = new TreeMap<>();
		this.services.forEach(
				(service) -> described.put(service.name(), service.describe(this.supervisor.restarts(service.name()))));
		new RunRecord(this.state, RunRecord.ProcessId.of(ProcessHandle.current()), this.url, this.backends.mongoUri(),
				this.backends.rabbitUri(), this.backends.smtp().toString(), described)
			.write(this.data);
	}

}
