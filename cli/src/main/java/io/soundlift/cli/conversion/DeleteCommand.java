package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Deletes conversions.
 */
@Command(name = "delete", description = "Delete conversions with their files; cancels those that are not finished.",
		mixinStandardHelpOptions = true)
public final class DeleteCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of conversions.")
	private List<String> ids = List.of();

	@Override
	public Integer call() throws IOException {
		Http http = new Http();
		ConversionsApi api = new ConversionsApi(http, this.server.connect(http));
		for (String id : this.ids) {
			api.delete(id);
			this.terminal.out().println("Deleted " + id);
		}
		return 0;
	}

}
