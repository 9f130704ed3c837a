package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.SoundliftCli;
import picocli.CommandLine;

/**
 * The command as somebody runs it who has an account at a stub.
 */
final class TestCommand {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final Path folder;

	/**
	 * Creates the command.
	 * @param folder folder with the account
	 * @param server where the account is
	 */
	TestCommand(Path folder, StubConversions server) throws IOException {
		this.folder = folder;
		server.credentials().write(folder);
	}

	/**
	 * Runs the command.
	 * @param arguments its arguments, but for {@code --data}
	 * @return its exit code
	 */
	int run(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(1, List.of("--data", this.folder.toString()));
		CommandLine commandLine = SoundliftCli.commandLine();
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.setErr(new PrintWriter(this.err, true));
		return commandLine.execute(all.toArray(String[]::new));
	}

	/**
	 * Returns what it has printed as results.
	 */
	String out() {
		return this.out.toString();
	}

	/**
	 * Returns what it has told besides.
	 */
	String err() {
		return this.err.toString();
	}

}
