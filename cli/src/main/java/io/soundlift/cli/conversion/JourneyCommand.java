package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.ZoneId;

import io.soundlift.cli.console.Http;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that shows the journey of a conversion.
 */
@Command(name = "journey",
		description = "Show how a conversion went, or goes: its steps in all services, when each began and how long"
				+ " it took.",
		mixinStandardHelpOptions = true)
public final class JourneyCommand extends ApiCommand {

	@Parameters(paramLabel = "ID", description = "Id of the conversion.")
	private String id = "";

	@Option(names = "--json", description = "Print the server's answer as it is.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		String answer = api.journey(this.id);
		if (this.json) {
			terminal().out().println(answer);
		}
		else {
			new JourneyTree(terminal().out(), ZoneId.systemDefault()).print(Http.parse(answer, Journey.class));
		}
	}

}
