package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.LiveLines;
import io.soundlift.cli.console.Sizes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * Command that lists conversions.
 */
@Command(name = "list", description = "List your conversions, newest first.", mixinStandardHelpOptions = true)
public final class ListCommand extends ApiCommand {

	private static final int PAGE = 50;

	/** Times in the time zone of this machine. */
	static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Option(names = "--limit", paramLabel = "N", defaultValue = "50",
			description = "Number of conversions to show (default: ${DEFAULT-VALUE}).")
	private int limit;

	@Option(names = "--state", paramLabel = "STATE", split = ",",
			description = "List conversions of these states only: queued, converting, completed, failed.")
	private List<String> states = List.of();

	@Option(names = "--search", paramLabel = "TEXT",
			description = "List conversions only whose video has this text in its name.")
	private @Nullable String search;

	@Option(names = "--json", description = "Print each conversion as a line of JSON, as the API shows it.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		int shown = 0;
		String cursor = null;
		Map<String, String> filter = filter();
		OptionalInt columns = this.json ? OptionalInt.empty() : terminal().columns();
		do {
			String answer = api.listAsJson(Math.min(PAGE, this.limit - shown), cursor, filter);
			Conversion.Page page = Http.parse(answer, Conversion.Page.class);
			if (this.json) {
				JsonMapper.shared().readTree(answer).get("conversions").forEach(terminal().out()::println);
			}
			else {
				page.conversions().forEach((conversion) -> print(conversion, columns));
			}
			shown += page.conversions().size();
			cursor = page.next();
		}
		while (cursor != null && shown < this.limit);
		if (shown == 0 && !this.json) {
			terminal().err()
				.println(filter.isEmpty() ? "There are no conversions yet." : "There are no such conversions.");
		}
	}

	private Map<String, String> filter() {
		Map<String, String> filter = new LinkedHashMap<>();
		if (!this.states.isEmpty()) {
			filter.put("state", String.join(",", this.states).toUpperCase(Locale.ROOT));
		}
		if (this.search != null) {
			filter.put("q", this.search);
		}
		return filter;
	}

	private void print(Conversion conversion, OptionalInt columns) {
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
		String line = "%s  %s  %-10s  %-10s  %s".formatted(conversion.id(), TIME.format(conversion.createdAt()),
				conversion.state(), result, conversion.fileName());
		out.println((columns.isPresent()) ? LiveLines.cut(line, columns.getAsInt()) : line);
	}

}
