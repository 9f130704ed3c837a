package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.LiveLines;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Uploads videos, waits, and downloads the MP3s.
 */
@Command(name = "convert",
		description = { "Convert videos to MP3: upload, wait, download, verify.",
				"Of several videos the next are uploaded while others are converted and downloaded. "
						+ "One that fails is told, and the others go on." },
		mixinStandardHelpOptions = true,
		footer = { "", "Exit codes: 0 done, 2 wrong usage, 3 the conversion failed, 4 the server does not answer,",
				"5 not logged in, 6 refused by the server, 7 trouble with a local file, 8 damaged on the way,",
				"10 a limit of the account is reached, or the server's store is full: try again later,",
				"11 of several videos, some or all were not converted; the summary says why." })
public final class ConvertCommand implements Callable<Integer> {

	/** Files that the server accepts, as docs/inputs.md lists them. */
	static final String ACCEPTED = "MP4, MOV, M4A, 3GP, MKV, WebM, AVI, MPEG-TS, MPEG-PS, FLV, WMV, WMA, Ogg, MXF, DV, "
			+ "MP3, AAC, AC-3, DTS, FLAC, WAV, AIFF, CAF, AMR";

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(arity = "1..*", paramLabel = "FILE", description = { "Videos or sounds: " + ACCEPTED + ".",
			"A folder stands for those in it by their names, MP3s and hidden files left out." })
	private List<Path> files = List.of();

	@Option(names = { "-o", "--output" }, paramLabel = "OUT",
			description = {
					"MP3 file, or a directory for it (default: the video's name with .mp3, in the current directory).",
					"Of several videos the directory, which is created if it does not exist." })
	private @Nullable Path output;

	@Option(names = "--force",
			description = "Replace the MP3 file if it exists. Without, of several videos those are skipped whose MP3s exist.")
	private boolean force;

	@Option(names = { "-r", "--recursive" },
			description = "Convert what is in the folders of a folder as well, into folders of the same names.")
	private boolean recursive;

	@Option(names = "--parallel", paramLabel = "N", defaultValue = "" + Batch.USUALLY_UNDER_WAY,
			description = "Number of videos that may be under way at once, up to " + Batch.MAX_UNDER_WAY
					+ " and to what the account's limits allow (default: ${DEFAULT-VALUE}).")
	private int parallel;

	@ArgGroup(validate = false, heading = "%nWhat the MP3 is like:%n")
	private Mp3Options options = new Mp3Options();

	@Override
	public Integer call() throws Exception {
		if (this.parallel < 1 || this.parallel > Batch.MAX_UNDER_WAY) {
			throw new CommandLine.ParameterException(this.terminal.commandLine(),
					"--parallel must be from 1 to " + Batch.MAX_UNDER_WAY + ".");
		}
		if (this.files.size() == 1 && !Files.isDirectory(this.files.get(0))) {
			convertOne(this.files.get(0));
			return 0;
		}
		if (this.output != null && !isDirectoryOrFree(this.output)) {
			throw new CommandException(ExitCode.FILE, "With several videos, -o must be a directory.");
		}
		return convertAll(Inputs.find(this.files, this.output, this.recursive));
	}

	private static boolean isDirectoryOrFree(Path output) {
		// a name of an MP3 is not what somebody calls a directory
		return Files.exists(output) ? Files.isDirectory(output) : !output.toString().endsWith(".mp3");
	}

	private void convertOne(Path file) throws IOException, InterruptedException {
		Path target = Targets.resolve(this.output, Targets.mp3Name(file.getFileName().toString()));
		new Input(file, target).requireReadable();
		if (!this.force) {
			Targets.requireAbsent(target);
		}
		Targets.requireDirectory(target);
		ProgressLine progress = this.terminal.progress();
		try {
			convert(connect(progress), progress, file, target);
		}
		finally {
			progress.clear();
		}
		this.terminal.out().println(target);
	}

	private void convert(ConversionsApi api, ProgressLine progress, Path file, Path target)
			throws IOException, InterruptedException {
		Conversion accepted = upload(api, progress, file);
		Thread hint = new Thread(() -> {
			progress.clear();
			this.terminal.err()
				.println("The conversion goes on at the server. For its MP3: soundlift download " + accepted.id());
			Downloader.removePartial(accepted.id(), target, this.terminal.err());
		});
		Runtime.getRuntime().addShutdownHook(hint);
		try {
			Conversion ended = new Waiting(api, progress, Pause.REAL).await(accepted);
			if (ended.mp3() == null) {
				throw ended.withoutMp3(file);
			}
			new Downloader(api, progress, Pause.REAL).download(ended.id(), ended.mp3(), target, this.force);
		}
		finally {
			removeHook(hint);
		}
	}

	private Conversion upload(ConversionsApi api, ProgressLine progress, Path file)
			throws IOException, InterruptedException {
		Thread hint = new Thread(() -> {
			progress.clear();
			this.terminal.err().println("Interrupted. The same command goes on where the upload was.");
		});
		if (Uploader.isResumable(file)) {
			Runtime.getRuntime().addShutdownHook(hint);
		}
		try {
			return new Uploader(api, progress, Pause.REAL, this.options.toParameters()).upload(file,
					new Admission(api, progress, Pause.REAL));
		}
		finally {
			removeHook(hint);
		}
	}

	private int convertAll(List<Input> inputs) throws IOException, InterruptedException {
		BatchSummary summary = new BatchSummary(inputs.size(), inputs.stream().mapToLong(Input::sizeBytes).sum(),
				System::nanoTime);
		ConversionsApi api = connect(this.terminal.progress());
		Limits limits = api.limits();
		try (LiveLines lines = this.terminal.liveLines(summary::progress)) {
			Batch batch = new Batch(api, limits.account(),
					new Batch.Settings(this.parallel, this.force, this.options.toParameters()), summary, lines,
					Pause.REAL);
			Thread hint = new Thread(() -> batch.interrupted(this.terminal.err()));
			Runtime.getRuntime().addShutdownHook(hint);
			try {
				batch.run(inputs);
			}
			finally {
				removeHook(hint);
			}
		}
		summary.report().forEach(this.terminal.err()::println);
		return summary.exitCode();
	}

	private ConversionsApi connect(ProgressLine progress) {
		Http http = new Http();
		return new ConversionsApi(http, this.server.connect(http), Pause.REAL, progress::update);
	}

	private static void removeHook(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// the process is ending and the hook is at work
			return;
		}
	}

}
