package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.ZoneId;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Shows how a conversion went.
 */
@Command(name = "journey",
		description = {
				"Show how a conversion went, or goes: its steps in all services, when each began and how long"
						+ " it took.",
				"What is shown comes out of the conversion's trace, which is kept for a while only." },
		mixinStandardHelpOptions = true)
public final class JourneyCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(paramLabel = "ID", description = "Id of the conversion.")
	private String id = "";

	@Option(names = "--json", description = "Print the server's answer as it is.")
	private boolean json;

	@Override
	public Integer call() throws IOException {
		Http http = new Http();
		show(new ConversionsApi(http, this.server.connect(http)));
		return 0;
	}

	void show(ConversionsApi api) throws IOException {
		String answer = api.journey(this.id);
		if (this.json) {
			this.terminal.out().println(answer);
		}
		else {
			new JourneyTree(this.terminal.out(), ZoneId.systemDefault())
				.print(ConversionsApi.parse(answer, Journey.class));
		}
	}

}
