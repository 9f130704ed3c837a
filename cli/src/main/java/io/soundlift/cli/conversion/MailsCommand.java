package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.Locale;

import io.soundlift.cli.console.Http;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that turns mails about conversions on and off.
 */
@Command(name = "mails",
		description = "Show whether you get a mail when a conversion has ended, or turn mails on or off.",
		mixinStandardHelpOptions = true)
public final class MailsCommand extends ApiCommand {

	@Parameters(arity = "0..1", paramLabel = "on|off", description = "Whether to get mails from now on.")
	private @Nullable Choice choice;

	@Option(names = "--json", description = "Print the server's answer as it is.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		String answer = (this.choice != null) ? api.changeConversionMails(this.choice == Choice.ON)
				: api.preferencesAsJson();
		if (this.json) {
			terminal().out().println(answer);
			return;
		}
		boolean on = Http.parse(answer, Preferences.class).conversionMails();
		terminal().out().println("Mails are " + (on ? Choice.ON : Choice.OFF) + ".");
	}

	/**
	 * Whether to get mails.
	 */
	enum Choice {

		/** Get mails. */
		ON,

		/** Get none. */
		OFF;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Preferences of the account.
	 *
	 * @param conversionMails whether it gets a mail when a conversion has ended
	 */
	record Preferences(boolean conversionMails) {

	}

}
