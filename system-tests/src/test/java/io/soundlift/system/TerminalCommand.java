package io.soundlift.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command {@code soundlift} in a terminal of its own, which script(1) makes.
 */
final class TerminalCommand implements AutoCloseable {

	private static final Pattern CONVERTING = Pattern.compile("Converting +(\\d+) %");

	private final Sightings sightings = new Sightings();

	private final Process process;

	private final Thread reading = new Thread(this::read, "terminal");

	private TerminalCommand(Process process) {
		this.process = process;
	}

	/**
	 * Starts the command.
	 * @param arguments its arguments, without spaces
	 */
	static TerminalCommand soundlift(String... arguments) throws IOException {
		String command = "stty rows 24 columns 100 && exec " + ServiceProcess.JAVA + " -jar "
				+ ServiceProcess.root().resolve("cli/target/cli.jar") + " " + String.join(" ", List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder("script", "--quiet", "--return", "--command", command, "/dev/null")
			.redirectErrorStream(true);
		builder.environment().put("TERM", "xterm");
		TerminalCommand started = new TerminalCommand(builder.start());
		started.reading.start();
		return started;
	}

	private void read() {
		StringBuilder shown = new StringBuilder();
		byte[] buffer = new byte[4096];
		try {
			InputStream output = this.process.getInputStream();
			for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
				long now = System.currentTimeMillis();
				shown.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
				Matcher matcher = CONVERTING.matcher(shown);
				int end = 0;
				while (matcher.find()) {
					this.sightings.add(now, Integer.parseInt(matcher.group(1)));
					end = matcher.end();
				}
				shown.delete(0, end);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until the command has ended.
	 * @return its exit code
	 */
	int awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(3, TimeUnit.MINUTES)) {
			throw new IllegalStateException("The command doesn't end");
		}
		this.reading.join();
		return this.process.exitValue();
	}

	/**
	 * Returns how far the conversion was that the terminal has shown.
	 */
	Sightings sightings() {
		return this.sightings;
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

}
