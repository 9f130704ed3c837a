package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Downloads the MP3 of a conversion.
 */
@Command(name = "download",
		description = "Download the MP3 of a conversion. Goes on where an interrupted download stopped.",
		mixinStandardHelpOptions = true)
public final class DownloadCommand extends ApiCommand {

	@Parameters(paramLabel = "ID", description = "Id of the conversion.")
	private String id = "";

	@Option(names = { "-o", "--output" }, paramLabel = "OUT",
			description = "MP3 file, or a directory for it (default: the MP3's own name, in the current directory).")
	private @Nullable Path output;

	@Option(names = "--force", description = "Replace the MP3 file if it exists.")
	private boolean force;

	@Override
	void run(ConversionsApi api) throws IOException, InterruptedException {
		Conversion conversion = api.get(this.id);
		Conversion.Mp3 mp3 = mp3(conversion);
		Path target = Targets.resolve(this.output, Targets.plain(mp3.fileName()));
		if (!this.force) {
			Targets.requireAbsent(target);
		}
		Targets.requireDirectory(target);
		ProgressLine progress = terminal().progress();
		try {
			new Downloader(api, progress, Pause.REAL).download(conversion.id(), mp3, target, this.force);
		}
		finally {
			progress.clear();
		}
		terminal().out().println(target);
	}

	static Conversion.Mp3 mp3(Conversion conversion) {
		if (conversion.mp3() == null || conversion.isExpired()) {
			throw noMp3(conversion);
		}
		return conversion.mp3();
	}

	private static CommandException noMp3(Conversion conversion) {
		if (conversion.isExpired()) {
			return new CommandException(ExitCode.REFUSED,
					"The MP3 is not kept any more. To have it again, convert the video again.");
		}
		if (conversion.isLive()) {
			return new CommandException(ExitCode.REFUSED, "The conversion is not finished yet.");
		}
		return new CommandException(ExitCode.CONVERSION_FAILED,
				(conversion.failure() != null)
						? conversion.failure().detail() + " (" + conversion.failure().code() + ")"
						: "The conversion was cancelled.");
	}

}
