package io.soundlift.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code soundlift} of the built jar.
 */
final class Launcher {

	private Launcher() {
	}

	/**
	 * Runs the command to its end.
	 * @param arguments its arguments
	 * @return how it ended
	 */
	static Result soundlift(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar",
				ServiceProcess.root().resolve("cli/target/cli.jar").toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("SOUNDLIFT_HOME", ServiceProcess.root().toString());
		Path output = Files.createTempFile("soundlift", ".out");
		Process process = builder.redirectOutput(output.toFile()).start();
		if (!process.waitFor(10, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IllegalStateException("Too slow: " + command + "\n" + Files.readString(output));
		}
		return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
	}

	/**
	 * How a command ended.
	 *
	 * @param exitCode its exit code
	 * @param output what it printed
	 */
	record Result(int exitCode, String output) {
	}

}
