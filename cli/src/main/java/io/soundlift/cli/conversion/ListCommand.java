package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Sizes;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Lists conversions.
 */
@Command(name = "list", description = "List your conversions, newest first.", mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {

	private static final int PAGE = 50;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Option(names = "--limit", paramLabel = "N", defaultValue = "50",
			description = "Number of conversions to show (default: ${DEFAULT-VALUE}).")
	private int limit;

	@Override
	public Integer call() throws IOException {
		Http http = new Http();
		ConversionsApi api = new ConversionsApi(http, this.server.connect(http));
		int shown = 0;
		String cursor = null;
		do {
			Conversion.Page page = api.list(Math.min(PAGE, this.limit - shown), cursor);
			page.conversions().forEach(this::print);
			shown += page.conversions().size();
			cursor = page.next();
		}
		while (cursor != null && shown < this.limit);
		if (shown == 0) {
			this.terminal.err().println("There are no conversions yet.");
		}
		return 0;
	}

	private void print(Conversion conversion) {
		PrintWriter out = this.terminal.out();
		String result = "";
		if (conversion.isExpired()) {
			result = "expired";
		}
		else if (conversion.mp3() != null) {
			result = Sizes.describe(conversion.mp3().sizeBytes());
		}
		else if (conversion.failure() != null) {
			result = conversion.failure().code();
		}
		else if (conversion.progress() != null && conversion.progress().percent() != null) {
			result = conversion.progress().percent() + " %";
		}
		out.printf("%s  %s  %-10s  %-10s  %s%n", conversion.id(), TIME.format(conversion.createdAt()),
				conversion.state(), result, conversion.fileName());
	}

}
