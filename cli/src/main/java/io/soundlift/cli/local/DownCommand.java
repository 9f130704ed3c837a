package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that stops the system of a data folder.
 */
@Command(name = "down", description = "Stop the system that 'up' started. What it keeps stays.",
		mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

	private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);

	@Mixin
	private final Terminal terminal = new Terminal();

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Data folder of the system (default: ./${DEFAULT-VALUE}).")
	private Path path = Path.of("data");

	@Override
	public Integer call() throws IOException {
		DataFolder data = DataFolder.of(this.path);
		RunRecord run = RunRecord.read(data)
			.orElseThrow(() -> new CommandException(ExitCode.STATE,
					"Soundlift is not running with the data folder " + data.path() + "."));
		Optional<ProcessHandle> process = run.process().find();
		process.ifPresent(this::stop);
		// an orderly stop leaves nothing behind; a killed run may
		LeftoverProcesses.end(run);
		data.deleteTemporary();
		Files.deleteIfExists(data.runFile());
		this.terminal.out()
			.println(process.isPresent() ? "Stopped." : "The run had been killed before. Ended what was left of it.");
		return 0;
	}

	private void stop(ProcessHandle process) {
		process.destroy();
		if (!LeftoverProcesses.awaitEnd(process, STOP_TIMEOUT)) {
			this.terminal.err().println("It does not stop by itself; killing it.");
			process.destroyForcibly();
			LeftoverProcesses.awaitEnd(process, STOP_TIMEOUT);
		}
	}

}
