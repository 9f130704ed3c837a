package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.LiveLines;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.StandardStreams;
import io.soundlift.cli.console.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that uploads videos, or has one fetched from a URL, waits, and downloads the
 * MP3s.
 */
@Command(name = "convert",
		description = { "Convert videos to MP3: upload, wait, download, verify.",
				"Of several videos the next are uploaded while others are converted and downloaded. "
						+ "A failure is reported, and the other videos continue." },
		mixinStandardHelpOptions = true, modelTransformer = Mp3Options.class,
		footer = { "", "Exit codes: 0 done, 2 wrong usage, 3 the conversion failed, 4 the server does not answer,",
				"5 not logged in, 6 refused by the server, 7 trouble with a local file, 8 damaged on the way,",
				"10 a limit of the account is reached, or the server's store is full: try again later,",
				"11 of several videos, some or all were not converted; the summary says why.", "", "Examples:",
				"  soundlift convert talk.mp4", "  soundlift convert *.mp4 lectures -o mp3s --bitrate 128k",
				"  soundlift convert talk.mp4 --start 1:30 --end 12:00 --title 'My talk'",
				"  curl -s https://example.org/talk.mp4 | soundlift convert - --name talk.mp4 -o - > talk.mp3",
				"  soundlift convert https://example.org/talk.mp4",
				"  soundlift convert *.mp4 --json | jq -r 'select(.error).file'" })
public final class ConvertCommand implements Callable<Integer> {

	/** Files that the server accepts, as docs/inputs.md lists them. */
	static final String ACCEPTED = "MP4, MOV, M4A, 3GP, MKV, WebM, AVI, MPEG-TS, MPEG-PS, FLV, WMV, WMA, Ogg, MXF, DV, "
			+ "MP3, AAC, AC-3, DTS, FLAC, WAV, AIFF, CAF, AMR";

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(arity = "1..*", paramLabel = "FILE",
			description = { "Videos or sounds: " + ACCEPTED + ".",
					"A folder stands for those in it by their names, MP3s and hidden files left out.",
					"- stands for standard input, which is read to its end first.",
					"A URL stands for a video that the server fetches, if it is allowed to." })
	private List<Path> files = List.of();

	@Option(names = { "-o", "--output" }, paramLabel = "OUT", converter = OutputConverter.class,
			description = {
					"MP3 file, or a directory for it (default: the video's name with .mp3, in the current directory).",
					"Of several videos the directory. A name that ends with / is a directory, too. All are created.",
					"- stands for standard output, which gets the MP3 when it is complete and verified." })
	private @Nullable Path output;

	@Option(names = "--force",
			description = "Replace the MP3 file if it exists. Without, of several videos those are skipped whose MP3s exist.")
	private boolean force;

	@Option(names = { "-r", "--recursive" },
			description = "Convert what is in the folders of a folder as well, into folders of the same names.")
	private boolean recursive;

	@Option(names = "--whole",
			description = "Send the whole video. Without, only the sound of an MP4, MOV, MKV or WebM is sent, unless --cover needs a picture of it.")
	private boolean whole;

	@Option(names = "--parallel", paramLabel = "N", defaultValue = "" + Batch.USUALLY_UNDER_WAY,
			description = "Number of videos that may be under way at once, up to " + Batch.MAX_UNDER_WAY
					+ " and to what the account's limits allow (default: ${DEFAULT-VALUE}).")
	private int parallel;

	@Option(names = "--name", paramLabel = "NAME",
			description = "Name of what comes from standard input or a URL, such as talk.mp4 (default: video, or the last part of the URL's path).")
	private @Nullable String name;

	@Option(names = "--no-wait",
			description = "End when the server has the videos, and print the ids of their conversions.")
	private boolean noWait;

	@Option(names = "--json",
			description = "Print a line of JSON for each video: file, id, state, mp3, sizeBytes, sha256, or why not.")
	private boolean json;

	@Option(names = { "-q", "--quiet" }, description = "Print results and failures only, no progress.")
	private boolean quiet;

	@Override
	public Integer call() throws Exception {
		if (this.parallel < 1 || this.parallel > Batch.MAX_UNDER_WAY) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"--parallel must be from 1 to " + Batch.MAX_UNDER_WAY + ".");
		}
		UrlImport url = urlImport();
		if (this.files.size() == 1 && !Files.isDirectory(this.files.get(0))) {
			convertOne((url != null) ? url.file() : this.files.get(0), url);
			return 0;
		}
		if (this.files.stream().anyMatch(StandardStreams::isMeantBy)) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"Standard input can't be converted together with files.");
		}
		if (this.output != null && !isDirectoryOrFree(this.output)) {
			throw new CommandException(ExitCode.FILE, "With several videos, -o must be a directory.");
		}
		Path folder = (this.output != null) ? Targets.directory(this.output) : null;
		return convertAll(Inputs.find(this.files, folder, this.recursive));
	}

	/**
	 * Returns the import if the argument is a URL, which a path would not preserve.
	 */
	private @Nullable UrlImport urlImport() {
		List<String> arguments = this.terminal.commandLine()
			.getParseResult()
			.matchedPositionals()
			.stream()
			.flatMap((positional) -> positional.originalStringValues().stream())
			.toList();
		if (arguments.stream().noneMatch(UrlImport::isMeantBy)) {
			return null;
		}
		if (arguments.size() > 1) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"A URL can't be converted together with other videos.");
		}
		return UrlImport.of(arguments.get(0), this.name);
	}

	private static boolean isDirectoryOrFree(Path output) {
		Path directory = Targets.directory(output);
		// a name that ends like an MP3 is not meant as a directory
		return Files.exists(directory) ? Files.isDirectory(directory)
				: !output.toString().endsWith(".mp3") && !StandardStreams.isMeantBy(output);
	}

	private void convertOne(Path file, @Nullable UrlImport url) throws IOException, InterruptedException {
		ProgressLine progress = this.terminal.progress(this.quiet);
		try {
			if (StandardStreams.isMeantBy(file) || StandardStreams.isMeantBy(this.output)) {
				convertStreams(file, url, progress);
			}
			else {
				report(convert(progress, file, url, target(file)));
			}
		}
		catch (CommandException ex) {
			if (this.json) {
				this.terminal.out().println(ConversionResult.failed(file, null, ex).toJson());
			}
			throw ex;
		}
		finally {
			progress.clear();
		}
	}

	private void convertStreams(Path named, @Nullable UrlImport url, ProgressLine progress)
			throws IOException, InterruptedException {
		boolean toOutput = StandardStreams.isMeantBy(this.output) && !this.noWait;
		if (toOutput && this.json) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"Standard output can't have both the MP3 and JSON.");
		}
		if (toOutput) {
			StandardStreams.requireOutputForFiles();
		}
		try (SpoolFolder spool = new SpoolFolder()) {
			Path file = named;
			if (url == null && StandardStreams.isMeantBy(named)) {
				file = spool.file(Targets.plain(Objects.requireNonNullElse(this.name, "video")));
				StandardStreams.copyInput(file, progress);
			}
			Path target = toOutput ? spool.file("output.mp3") : target(file);
			ConversionResult result = convert(progress, file, url, target);
			if (toOutput) {
				progress.clear();
				StandardStreams.copyToOutput(target);
			}
			else {
				report(result);
			}
		}
	}

	private Map<String, String> parameters() {
		return Mp3Options.of(this.terminal.commandLine());
	}

	private Path target(Path file) {
		return Targets.resolve(this.output, Targets.mp3Name(file.getFileName().toString()));
	}

	private void report(ConversionResult result) {
		this.terminal.out().println(this.json ? result.toJson() : this.noWait ? result.id() : result.mp3());
	}

	private ConversionResult convert(ProgressLine progress, Path file, @Nullable UrlImport url, Path target)
			throws IOException, InterruptedException {
		if (url == null) {
			new Input(file, target).requireReadable();
		}
		if (!this.noWait) {
			Targets.requireFree(target, this.force);
		}
		ConversionsApi api = connect(progress);
		AcceptedUpload sent = (url != null)
				? new AcceptedUpload(url.run(api, parameters(), progress, Pause.REAL), false)
				: upload(api, progress, file, this.whole);
		if (this.noWait) {
			return ConversionResult.accepted(file, sent.conversion());
		}
		Mp3Delivery delivery = new Mp3Delivery(api, this.terminal, progress, this.force);
		Conversion ended = delivery.await(sent.conversion(), target);
		if (sent.isWorthSendingWhole(ended)) {
			progress.done("Sending the whole video, because the sound alone could not be converted.");
			api.delete(ended.id());
			ended = delivery.await(upload(api, progress, file, true).conversion(), target);
		}
		if (ended.mp3() == null) {
			throw ended.withoutMp3(file);
		}
		return ConversionResult.converted(file, ended, ended.mp3(), target);
	}

	private AcceptedUpload upload(ConversionsApi api, ProgressLine progress, Path file, boolean sendWhole)
			throws IOException, InterruptedException {
		Uploader uploader = new Uploader(api, UploadMemory.ofUser(), progress, Pause.REAL, parameters());
		Thread hint = new Thread(() -> {
			if (uploader.isResumable()) {
				progress.clear();
				this.terminal.err().println("Interrupted. The same command goes on where the upload was.");
			}
		});
		Runtime.getRuntime().addShutdownHook(hint);
		try {
			return uploader.upload(file, sendWhole, new Admission(api, progress, Pause.REAL));
		}
		finally {
			removeHook(hint);
		}
	}

	private int convertAll(List<Input> inputs) throws IOException, InterruptedException {
		BatchSummary summary = new BatchSummary(this.noWait ? "uploaded" : "converted", inputs.size(),
				inputs.stream().mapToLong(Input::sizeBytes).sum(), System::nanoTime);
		ConversionsApi api = connect(this.terminal.progress(this.quiet));
		Limits limits = api.limits();
		try (LiveLines lines = this.terminal.liveLines(this.quiet, summary::progress)) {
			Batch batch = new Batch(api, limits.account(),
					new Batch.Settings(this.parallel, this.force, this.whole, this.noWait, this.json, parameters()),
					summary, lines, Pause.REAL, () -> LiveChanges.ofAccount(api));
			Thread hint = new Thread(() -> batch.interrupted(this.terminal.err()));
			Runtime.getRuntime().addShutdownHook(hint);
			try {
				batch.run(inputs);
			}
			finally {
				removeHook(hint);
			}
		}
		if (!this.quiet) {
			summary.report().forEach(this.terminal.err()::println);
		}
		return summary.exitCode();
	}

	private ConversionsApi connect(ProgressLine progress) {
		Http http = new Http();
		return new ConversionsApi(http, this.server.connect(http), Pause.REAL, progress::update);
	}

	static void removeHook(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// the process is ending and the shutdown hook is running
			return;
		}
	}

}
