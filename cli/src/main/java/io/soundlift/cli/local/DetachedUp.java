package io.soundlift.cli.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;

/**
 * Start of {@code soundlift up} as a separate process, whose output is shown until the
 * system is ready.
 */
final class DetachedUp {

	private static final Duration POLL = Duration.ofMillis(200);

	private final UpOptions options;

	private final DataFolder data;

	private final PrintWriter out;

	DetachedUp(UpOptions options, DataFolder data, PrintWriter out) {
		this.options = options;
		this.data = data;
		this.out = out;
	}

	/**
	 * Starts the process and waits.
	 * @return 0 when the system is ready, else the exit code of the process
	 */
	int run() throws IOException, InterruptedException {
		UpCommand.requireNotRunning(this.data);
		Path log = this.data.newLog("up");
		ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
		builder.environment().putAll(this.options.toEnvironment());
		// the unpacked jar is not in the project
		builder.environment().put("SOUNDLIFT_HOME", ProjectFolder.find().path().toString());
		Process process = builder.start();
		try (FollowedLog followed = new FollowedLog(log, this.out)) {
			while (process.isAlive()) {
				boolean ready = isReady(process);
				followed.showNew();
				if (ready) {
					return 0;
				}
				Pause.REAL.await(POLL);
			}
			followed.showNew();
		}
		return (process.exitValue() != 0) ? process.exitValue() : ExitCode.FAILED.value();
	}

	private boolean isReady(Process process) {
		Optional<RunRecord> run = RunRecord.read(this.data);
		return run.isPresent() && run.get().process().pid() == process.pid()
				&& run.get().state() == RunRecord.State.READY;
	}

	private List<String> command() throws IOException {
		Path jar = ProjectFolder.packagedJar();
		if (jar == null) {
			throw new CommandException(ExitCode.FAILED, "Only the packaged program can detach: use ./soundlift.");
		}
		List<String> arguments = new ArrayList<>(List.of("up"));
		arguments.addAll(this.options.toArguments());
		List<String> options = new ArrayList<>(
				List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData"));
		options.addAll(JavaCommand.SECOND_COMPILER_LATER);
		return JavaCommand.of(options, UnpackedJar.of(jar, this.data.cache()), arguments);
	}

}
