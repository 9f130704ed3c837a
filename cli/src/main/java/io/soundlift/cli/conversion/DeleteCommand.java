package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that deletes conversions.
 */
@Command(name = "delete", description = "Delete conversions with their files; cancels those that are not finished.",
		mixinStandardHelpOptions = true)
public final class DeleteCommand extends ApiCommand {

	@Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of conversions.")
	private List<String> ids = List.of();

	@Option(names = "--json", description = "Print a line of JSON for each conversion that is deleted.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		for (String id : this.ids) {
			api.delete(id);
			terminal().out().println(this.json ? "{\"deleted\":\"" + id + "\"}" : "Deleted " + id);
		}
	}

}
