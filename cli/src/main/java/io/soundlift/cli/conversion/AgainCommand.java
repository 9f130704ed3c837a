package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.StandardStreams;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that converts the video of an earlier conversion again, waits, and downloads
 * the MP3.
 */
@Command(name = "again",
		description = { "Convert the video of a conversion again, with other options, without sending it again.",
				"The server has to keep the video still: by default for a minute after a conversion is complete, "
						+ "and for three days after it has failed." },
		mixinStandardHelpOptions = true, modelTransformer = Mp3Options.class,
		footer = { "", "Exit codes are those of convert.", "", "Examples:",
				"  soundlift again 0f8fad5bd9cb469fa16570867728950e --track 2 -o second.mp3",
				"  soundlift again 0f8fad5bd9cb469fa16570867728950e --bitrate 64k --force" })
public final class AgainCommand extends ApiCommand {

	@Parameters(paramLabel = "ID", description = "Id of the earlier conversion, which stays as it is.")
	private String id = "";

	@Option(names = { "-o", "--output" }, paramLabel = "OUT", converter = OutputConverter.class,
			description = {
					"MP3 file, or a directory for it (default: the video's name with .mp3, in the current directory).",
					"- stands for standard output, which gets the MP3 when it is complete and verified." })
	private @Nullable Path output;

	@Option(names = "--force", description = "Replace the MP3 file if it exists.")
	private boolean force;

	@Option(names = "--no-wait", description = "End when the server has begun, and print the id of the new conversion.")
	private boolean noWait;

	@Option(names = "--json",
			description = "Print a line of JSON: file, id, state, mp3, sizeBytes, sha256, or why not.")
	private boolean json;

	@Option(names = { "-q", "--quiet" }, description = "Print the result only, no progress.")
	private boolean quiet;

	@Override
	void run(ConversionsApi api) throws IOException, InterruptedException {
		ProgressLine progress = terminal().progress(this.quiet);
		try {
			run(api.notifying(progress::update), progress);
		}
		finally {
			progress.clear();
		}
	}

	private void run(ConversionsApi api, ProgressLine progress) throws IOException, InterruptedException {
		boolean toOutput = StandardStreams.isMeantBy(this.output) && !this.noWait;
		if (toOutput) {
			requireOutputForMp3(this.json);
		}
		Path video = Path.of(this.id);
		try {
			video = Path.of(Targets.plain(api.get(this.id).fileName()));
			if (toOutput) {
				convertToOutput(api, progress, video);
			}
			else {
				ConversionResult result = convert(api, progress, video,
						Targets.resolve(this.output, Targets.mp3Name(video.toString())));
				terminal().out().println(this.json ? result.toJson() : this.noWait ? result.id() : result.mp3());
			}
		}
		catch (CommandException ex) {
			if (this.json) {
				terminal().out().println(ConversionResult.failed(video, null, ex).toJson());
			}
			throw ex;
		}
	}

	private void convertToOutput(ConversionsApi api, ProgressLine progress, Path video)
			throws IOException, InterruptedException {
		try (SpoolFolder spool = new SpoolFolder()) {
			Path target = spool.file("output.mp3");
			convert(api, progress, video, target);
			progress.clear();
			StandardStreams.copyToOutput(target);
		}
	}

	private ConversionResult convert(ConversionsApi api, ProgressLine progress, Path video, Path target)
			throws IOException, InterruptedException {
		if (!this.noWait) {
			Targets.requireFree(target, this.force);
		}
		KeyedRequest request = (key) -> api.again(this.id, key, Mp3Options.of(terminal().commandLine()));
		Conversion accepted = request.sendUntilAnswered("The server copies " + video, progress, Pause.REAL);
		progress.done("Conversion " + accepted.id() + " of " + video);
		if (this.noWait) {
			return ConversionResult.accepted(video, accepted);
		}
		Conversion ended = new Mp3Delivery(api, terminal(), progress, this.force).await(accepted, target);
		if (ended.mp3() == null) {
			throw ended.withoutMp3(video);
		}
		return ConversionResult.converted(video, ended, ended.mp3(), target);
	}

}
