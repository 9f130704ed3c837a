package io.soundlift.cli.conversion;

import java.io.IOException;
import java.time.Instant;

import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that shows a conversion.
 */
@Command(name = "show", description = "Show a conversion: its state, its video and its MP3.",
		mixinStandardHelpOptions = true)
public final class ShowCommand extends ApiCommand {

	@Parameters(paramLabel = "ID", description = "Id of the conversion.")
	private String id = "";

	@Option(names = "--json", description = "Print the server's answer as it is.")
	private boolean json;

	@Override
	void run(ConversionsApi api) throws IOException {
		String answer = api.getAsJson(this.id);
		if (this.json) {
			terminal().out().println(answer);
			return;
		}
		Conversion conversion = Http.parse(answer, Conversion.class);
		row("Video", conversion.fileName() + ", " + Sizes.describe(conversion.video().sizeBytes()));
		row("Uploaded", time(conversion.createdAt()));
		row("State", conversion.isLive() ? ProgressText.of(conversion) : conversion.state());
		if (conversion.failure() != null) {
			row("Reason", conversion.failure().detail() + " (" + conversion.failure().code() + ")");
		}
		Conversion.Mp3 mp3 = conversion.mp3();
		if (mp3 != null) {
			row("MP3", mp3.fileName() + ", " + Sizes.describe(mp3.sizeBytes()) + ", "
					+ Durations.describe(mp3.durationMillis()));
			row("SHA-256", mp3.sha256());
		}
		if (conversion.isExpired()) {
			row("Kept", "not any more");
		}
		else if (conversion.mp3ExpiresAt() != null) {
			row("Kept until", time(conversion.mp3ExpiresAt()));
		}
	}

	private static String time(Instant time) {
		return ListCommand.TIME.format(time);
	}

	private void row(String name, String value) {
		terminal().out().printf("%-11s %s%n", name, value);
	}

}
