package io.soundlift.cli.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Second process of a service that records the {@link ClassArchive} and exits before it
 * begins to work.
 */
final class TrainingRun {

	private static final Duration TIME_LIMIT = Duration.ofMinutes(15);

	private final String name;

	private final ServiceProgram program;

	private final Supplier<Map<String, String>> environment;

	private final DataFolder data;

	TrainingRun(String name, ServiceProgram program, Supplier<Map<String, String>> environment, DataFolder data) {
		this.name = name;
		this.program = program;
		this.environment = environment;
		this.data = data;
	}

	String name() {
		return this.name;
	}

	/**
	 * Whether the service has no archive and one can be recorded.
	 */
	boolean isNeeded() {
		return this.program.archive().isPossible() && !this.program.archive().exists();
	}

	/**
	 * Records the archive. A failure leaves nothing behind.
	 * @param log log file of the process
	 * @return whether there is an archive now
	 * @throws InterruptedException if the system is being stopped
	 */
	boolean record(Path log) throws IOException, InterruptedException {
		String folder = this.name + "-training";
		this.data.newTemporary(folder);
		ProcessBuilder builder = new ProcessBuilder(this.program.trainingCommand(this.data.temporary(folder)));
		builder.directory(this.data.path().toFile());
		ServiceProcess.replaceVariables(builder.environment(), this.environment.get());
		builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
		builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
		Process process = builder.start();
		try {
			return process.waitFor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0
					&& this.program.archive().keepRecorded();
		}
		finally {
			end(process);
			this.program.archive().deleteRecorded();
			FileTree.delete(this.data.temporary(folder));
		}
	}

	/**
	 * Ends the process, and the one with which the runtime creates an AOT cache.
	 */
	private static void end(Process process) {
		List<ProcessHandle> children = process.descendants().toList();
		process.destroyForcibly();
		children.forEach(ProcessHandle::destroyForcibly);
	}

}
