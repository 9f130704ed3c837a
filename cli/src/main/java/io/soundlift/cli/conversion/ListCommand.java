package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import io.soundlift.cli.console.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lists conversions.
 */
@Command(name = "list", description = "List your conversions, newest first.", mixinStandardHelpOptions = true)
public final class ListCommand extends ApiCommand {

	private static final int PAGE = 50;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Option(names = "--limit", paramLabel = "N", defaultValue = "50",
			description = "Number of conversions to show (default: ${DEFAULT-VALUE}).")
	private int limit;

	@Override
	void run(ConversionsApi api) throws IOException {
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
			terminal().err().println("There are no conversions yet.");
		}
	}

	private void print(Conversion conversion) {
		PrintWriter out = terminal().out();
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
