package io.soundlift.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Python programs of others for what has an OpenAPI document, which
 * {@code src/tools/install api-tools} installs.
 */
public final class ApiTools {

	/** Environment variable with the folder that they are installed in. */
	public static final String FOLDER = "SOUNDLIFT_TEST_API_TOOLS";

	private ApiTools() {
	}

	/**
	 * Runs Python with these programs.
	 * @param folder working directory, which also gets the output
	 * @param atMost time after which it is ended
	 * @param environment further environment variables
	 * @param arguments arguments of Python
	 * @return output of the program
	 * @throws AssertionError if the program fails or takes too long, with its output
	 */
	public static String run(Path folder, Duration atMost, Map<String, String> environment, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = Stream
			.concat(Stream.of(Path.of(System.getenv(FOLDER), "bin", "python").toString(), "-B"), Stream.of(arguments))
			.toList();
		Path output = Files.createTempFile(folder, "output", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		try {
			boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
			String text = Files.readString(output);
			if (!ended || process.exitValue() != 0) {
				throw new AssertionError("%s: %s%n%s".formatted(command, ended ? process.exitValue() : "no end", text));
			}
			return text;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
