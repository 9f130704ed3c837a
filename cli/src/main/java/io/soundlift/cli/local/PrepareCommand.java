package io.soundlift.cli.local;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hidden command of the {@code soundlift} script: unpacks the program and archives its
 * classes, so that each command starts in half the time.
 */
@Command(name = "prepare", hidden = true, description = "Make this program start sooner.")
public final class PrepareCommand implements Callable<Integer> {

	/** File with the arguments of the Java runtime that start the prepared program. */
	private static final String LAUNCH = "launch";

	private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

	/** A port on which nothing answers. */
	private static final String NOWHERE = "http://127.0.0.1:1";

	@Parameters(paramLabel = "FOLDER", description = "Where to put the parts.")
	private Path folder = Path.of("");

	@Override
	public Integer call() throws IOException, InterruptedException {
		Path packaged = ProjectFolder.programJar();
		if (packaged == null) {
			throw new CommandException(ExitCode.FAILED, "Only the packaged program can be prepared.");
		}
		Path target = Files.createDirectories(this.folder.toAbsolutePath());
		try (FileChannel lockFile = FileChannel.open(target.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = lockFile.lock()) {
			prepare(packaged, target, lock.isValid());
		}
		return 0;
	}

	private void prepare(Path packaged, Path target, boolean alone) throws IOException, InterruptedException {
		Path program = UnpackedJar.of(packaged, target);
		List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
		ClassArchive archive = ClassArchive.of(program, options, JavaRuntime.current());
		if (alone && archive.isPossible() && !archive.exists()) {
			record(archive, options, program, target);
		}
		// another version of Java may not support the options
		List<String> arguments = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
		arguments.addAll(archive.options());
		arguments.addAll(List.of("-jar", program.toString()));
		Path written = target.resolve(LAUNCH + ".tmp");
		Files.writeString(written,
				arguments.stream().map(PrepareCommand::quoted).collect(Collectors.joining("\n", "", "\n")));
		Files.move(written, target.resolve(LAUNCH), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Records the classes of a command that calls a server which is not there.
	 */
	private static void record(ClassArchive archive, List<String> options, Path program, Path target)
			throws IOException, InterruptedException {
		Path data = Files.createTempDirectory(target, "training");
		try {
			Files.writeString(data.resolve("credentials.json"),
					JsonMapper.shared()
						.writeValueAsString(Map.of("serverUrl", NOWHERE, "email", "nobody@example.org", "password", "",
								"clientId", "training", "clientSecret", "")));
			List<String> command = new ArrayList<>(List.of(JavaRuntime.current().executable().toString()));
			command.addAll(options);
			command.addAll(archive.recordingOptions());
			command.addAll(List.of("-jar", program.toString(), "list", "--data", data.toString()));
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(target.resolve("training.log").toFile())
				.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
				.start();
			if (!process.waitFor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			else {
				archive.keepRecorded();
			}
		}
		finally {
			archive.deleteRecorded();
			FileTree.delete(data);
		}
	}

	private static String quoted(String argument) {
		return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
