package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.StandardStreams;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that downloads the MP3 of a conversion.
 */
@Command(name = "download",
		description = "Download the MP3 of a conversion. Goes on where an interrupted download stopped.",
		mixinStandardHelpOptions = true,
		footer = { "", "Examples:", "  soundlift download 0f8fad5bd9cb469fa16570867728950e",
				"  soundlift download 0f8fad5bd9cb469fa16570867728950e -o - | mpv -" })
public final class DownloadCommand extends ApiCommand {

	@Parameters(paramLabel = "ID", description = "Id of the conversion.")
	private String id = "";

	@Option(names = { "-o", "--output" }, paramLabel = "OUT", converter = OutputConverter.class,
			description = { "MP3 file, or a directory for it (default: the MP3's own name, in the current directory).",
					"- stands for standard output, which gets the MP3 when it is complete and verified." })
	private @Nullable Path output;

	@Option(names = "--force", description = "Replace the MP3 file if it exists.")
	private boolean force;

	@Option(names = "--json", description = "Print a line of JSON: file, id, state, mp3, sizeBytes, sha256.")
	private boolean json;

	@Option(names = { "-q", "--quiet" }, description = "Print the result only, no progress.")
	private boolean quiet;

	@Override
	void run(ConversionsApi api) throws IOException, InterruptedException {
		Conversion conversion = api.get(this.id);
		Conversion.Mp3 mp3 = mp3(conversion);
		if (StandardStreams.isMeantBy(this.output)) {
			downloadToOutput(api, conversion, mp3);
			return;
		}
		Path target = Targets.resolve(this.output, Targets.plain(mp3.fileName()));
		Targets.requireFree(target, this.force);
		Thread hint = new Thread(() -> terminal().err()
			.println("Interrupted. The part that has come is kept; the same command goes on with it."));
		Runtime.getRuntime().addShutdownHook(hint);
		try {
			download(api, conversion, mp3, target);
		}
		finally {
			ConvertCommand.removeHook(hint);
		}
		terminal().out()
			.println(this.json
					? ConversionResult.converted(Path.of(conversion.fileName()), conversion, mp3, target).toJson()
					: target);
	}

	private void downloadToOutput(ConversionsApi api, Conversion conversion, Conversion.Mp3 mp3)
			throws IOException, InterruptedException {
		requireOutputForMp3(this.json);
		try (SpoolFolder spool = new SpoolFolder()) {
			Path file = spool.file("output.mp3");
			download(api, conversion, mp3, file);
			StandardStreams.copyToOutput(file);
		}
	}

	private void download(ConversionsApi api, Conversion conversion, Conversion.Mp3 mp3, Path target)
			throws IOException, InterruptedException {
		ProgressLine progress = terminal().progress(this.quiet);
		try {
			new Downloader(api, progress, Pause.REAL).download(conversion.id(), mp3, target, this.force);
		}
		finally {
			progress.clear();
		}
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
