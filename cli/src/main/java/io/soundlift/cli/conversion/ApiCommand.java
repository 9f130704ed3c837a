package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.StandardStreams;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * Command that calls the server.
 */
abstract class ApiCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Override
	public final Integer call() throws Exception {
		Http http = new Http();
		run(new ConversionsApi(http, this.server.connect(http)));
		return 0;
	}

	abstract void run(ConversionsApi api) throws IOException, InterruptedException;

	/**
	 * Verifies that an MP3 can be written to standard output.
	 * @param json whether a result is printed there as well
	 */
	final void requireOutputForMp3(boolean json) {
		if (json) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"Standard output can't have both the MP3 and JSON.");
		}
		StandardStreams.requireOutputForFiles();
	}

	final Terminal terminal() {
		return this.terminal;
	}

}
