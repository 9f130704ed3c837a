package io.soundlift.cli.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.Credentials;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that runs the complete system on this machine.
 */
@Command(name = "up",
		description = { "Run the whole system on this machine.",
				"Stays in the foreground, prints each mail that is sent, and stops everything on Ctrl-C." },
		mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final UpOptions options = new UpOptions();

	@Option(names = { "-d", "--detach" }, description = "Return when the system is ready and leave it running.")
	private boolean detach;

	@Override
	public Integer call() throws Exception {
		long start = System.nanoTime();
		ProjectFolder project = ProjectFolder.find();
		DataFolder data = DataFolder.of(this.options.data());
		data.create();
		if (this.detach) {
			return new DetachedUp(this.options, data, this.terminal.out()).run();
		}
		try (FileLock lock = data.lock()) {
			run(start, project, data);
			lock.release();
			return 0;
		}
	}

	private void run(long start, ProjectFolder project, DataFolder data) throws IOException {
		RunRecord.read(data).ifPresent((run) -> {
			say("Ending what a killed run left behind");
			LeftoverProcesses.end(run);
		});
		data.deleteTemporary();
		Ports.requireFree(this.options.port());
		Credentials credentials = credentials(data);
		ServiceSecrets secrets = ServiceSecrets.of(data);
		say("Starting Soundlift with the data folder " + data.path());
		Backends backends = new Backends(this.options, data, secrets, this::say);
		LocalSystem system = plan(project, data, backends, secrets, credentials);
		Thread hook = new Thread(() -> {
			say("Stopping");
			system.stop();
			say("Stopped");
		}, "stop");
		Runtime.getRuntime().addShutdownHook(hook);
		try {
			system.start();
		}
		catch (RuntimeException ex) {
			system.stop();
			throw ex;
		}
		printSummary(data, credentials, Duration.ofNanos(System.nanoTime() - start));
		// not earlier: up -d shows the output up to then
		system.announce();
		system.awaitStopped();
	}

	private LocalSystem plan(ProjectFolder project, DataFolder data, Backends backends, ServiceSecrets secrets,
			Credentials credentials) throws IOException {
		boolean planned = false;
		try {
			List<ServicePlan.Planned> services = ServicePlan.of(this.options, project, data, backends, secrets,
					credentials);
			planned = true;
			return new LocalSystem(data, backends, services, credentials, this::say);
		}
		finally {
			if (!planned) {
				backends.close();
			}
		}
	}

	/**
	 * Returns the credentials of the data folder, made now if there are none. The port
	 * may differ from the last run's.
	 */
	private Credentials credentials(DataFolder data) throws IOException {
		String url = "http://localhost:" + this.options.port();
		Optional<Credentials> kept = Credentials.read(data.path());
		Credentials credentials = kept
			.map((known) -> new Credentials(url, known.email(), known.password(), known.clientId(),
					known.clientSecret()))
			.orElseGet(() -> new Credentials(url, this.options.email(), ServiceSecrets.newPassword(), "soundlift-local",
					ServiceSecrets.newPassword()));
		if (!credentials.equals(kept.orElse(null))) {
			credentials.write(data.path());
		}
		return credentials;
	}

	private void printSummary(DataFolder data, Credentials credentials, Duration duration) {
		PrintWriter out = this.terminal.out();
		synchronized (this) {
			out.println();
			out.printf("Soundlift is ready (after %.1f s). Open it in a browser:%n", duration.toMillis() / 1000.0);
			out.println("  Address     " + credentials.serverUrl());
			out.println("  Account     " + credentials.email());
			out.println("  Password    " + credentials.password());
			out.println("  API client  " + credentials.clientId() + ", its secret is in "
					+ data.path().resolve(Credentials.FILE_NAME));
			out.println("  Logs        " + data.logs());
			out.println("  Try         soundlift convert FILE");
			out.println("  Stop        Ctrl-C here, or: soundlift down");
			out.println();
			out.flush();
		}
	}

	private synchronized void say(String text) {
		PrintWriter out = this.terminal.out();
		out.println(LocalTime.now().format(TIME) + " " + text.replace("\n", "\n         "));
		out.flush();
	}

	/**
	 * Refuses to go on when another process runs a system in the same folder.
	 * @param data the folder
	 */
	static void requireNotRunning(DataFolder data) {
		try (FileLock lock = data.lock()) {
			lock.release();
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE, "Can't unlock the data folder " + data.path() + ".", ex);
		}
	}

}
