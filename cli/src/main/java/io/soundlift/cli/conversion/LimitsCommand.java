package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.LongFunction;

import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Sizes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Command that shows the limits of the account and what is left of them.
 */
@Command(name = "limits", description = "Show whose account is used, what it may use, and what of it is used.",
		mixinStandardHelpOptions = true)
public final class LimitsCommand extends ApiCommand {

	@Option(names = "--json", description = "Print the server's answer as it is.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		String answer = api.limitsAsJson();
		PrintWriter out = terminal().out();
		if (this.json) {
			out.println(answer);
			return;
		}
		Limits limits = Http.parse(answer, Limits.class);
		if (limits.email() != null) {
			row("Account", limits.email());
		}
		row("Size of a video", "up to " + Sizes.describe(limits.maxVideoBytes()));
		Limits.Account account = limits.account();
		if (account != null) {
			row("Videos of today (UTC)", account.bytesPerDay(), Sizes::describe);
			row("Videos and MP3s kept", account.storedBytes(), Sizes::describe);
			row("Conversions under way", account.runningConversions(), String::valueOf);
			row("Uploads at once", account.concurrentUploads(), String::valueOf);
			if (account.unfinishedUploads() != null) {
				row("Unfinished uploads", account.unfinishedUploads(), String::valueOf);
			}
			row("Calls of this minute", account.requestsPerMinute(), String::valueOf);
		}
	}

	private void row(String name, Limits.@Nullable Allowance allowance, LongFunction<String> words) {
		if (allowance == null) {
			row(name, "no limit");
			return;
		}
		String text = "%s of %s, %s left".formatted(words.apply(allowance.used()), words.apply(allowance.limit()),
				words.apply(allowance.left()));
		Long reset = allowance.resetSeconds();
		row(name, (reset != null) ? text + "; anew in " + Durations.describe(reset * 1000.0) : text);
	}

	private void row(String name, String value) {
		terminal().out().printf("%-22s %s%n", name, value);
	}

}
