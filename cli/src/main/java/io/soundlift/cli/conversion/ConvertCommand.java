package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressLine;
import io.soundlift.cli.console.Sizes;
import io.soundlift.cli.console.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Uploads videos, waits, and downloads the MP3s.
 */
@Command(name = "convert", description = "Convert videos to MP3: upload, wait, download, verify.",
		mixinStandardHelpOptions = true,
		footer = { "", "Exit codes: 0 done, 2 wrong usage, 3 the conversion failed, 4 the server does not answer,",
				"5 not logged in, 6 refused by the server, 7 trouble with a local file, 8 damaged on the way,",
				"10 a limit of the account is reached, or the server's store is full: try again later." })
public final class ConvertCommand implements Callable<Integer> {

	/** Files that the server accepts, as docs/inputs.md lists them. */
	static final String ACCEPTED = "MP4, MOV, M4A, 3GP, MKV, WebM, AVI, MPEG-TS, MPEG-PS, FLV, WMV, WMA, Ogg, MXF, DV, "
			+ "MP3, AAC, AC-3, DTS, FLAC, WAV, AIFF, CAF, AMR";

	@Mixin
	private final Terminal terminal = new Terminal();

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(arity = "1..*", paramLabel = "FILE", description = "Videos or sounds: " + ACCEPTED + ".")
	private List<Path> files = List.of();

	@Option(names = { "-o", "--output" }, paramLabel = "OUT",
			description = "MP3 file, or a directory for it (default: the video's name with .mp3, in the current directory).")
	private @Nullable Path output;

	@Option(names = "--force", description = "Replace the MP3 file if it exists.")
	private boolean force;

	@ArgGroup(validate = false, heading = "%nWhat the MP3 is like:%n")
	private Mp3Options options = new Mp3Options();

	@Override
	public Integer call() throws Exception {
		if (this.files.size() > 1 && this.output != null && !Files.isDirectory(this.output)) {
			throw new CommandException(ExitCode.FILE, "With several videos, -o must be a directory that exists.");
		}
		for (Path file : this.files) {
			check(file, target(file));
		}
		Http http = new Http();
		ProgressLine progress = this.terminal.progress();
		ConversionsApi api = new ConversionsApi(http, this.server.connect(http), Pause.REAL, progress::update);
		for (Path file : this.files) {
			convert(api, progress, file, target(file));
		}
		return 0;
	}

	private Path target(Path file) {
		return Targets.resolve(this.output, Targets.mp3Name(file.getFileName().toString()));
	}

	private void check(Path file, Path target) {
		if (!Files.isRegularFile(file)) {
			throw new CommandException(ExitCode.FILE,
					Files.exists(file) ? file + " is not a file." : "There is no file " + file + ".");
		}
		if (!Files.isReadable(file)) {
			throw new CommandException(ExitCode.FILE, file + " can't be read.");
		}
		if (!this.force) {
			Targets.requireAbsent(target);
		}
		Targets.requireDirectory(target);
	}

	private void convert(ConversionsApi api, ProgressLine progress, Path file, Path target)
			throws IOException, InterruptedException {
		// what would be refused is better found out before the upload than after it
		new Admission(api, progress, Pause.REAL).await(file, Files.size(file));
		Conversion accepted = upload(api, file, progress);
		Thread hint = new Thread(() -> {
			progress.clear();
			this.terminal.err()
				.println("The conversion goes on at the server. For its MP3: soundlift download " + accepted.id());
			removePartial(accepted.id(), target);
		});
		Runtime.getRuntime().addShutdownHook(hint);
		try {
			Conversion ended = new Waiting(api, progress, Pause.REAL).await(accepted);
			if (ended.mp3() == null) {
				progress.clear();
				throw failed(file, ended);
			}
			new Downloader(api, progress, Pause.REAL).download(ended.id(), ended.mp3(), target, this.force);
			this.terminal.out().println(target);
		}
		finally {
			progress.clear();
			removeHook(hint);
		}
	}

	private Conversion upload(ConversionsApi api, Path file, ProgressLine progress) throws IOException {
		String name = file.getFileName().toString();
		long total = Files.size(file);
		long start = System.nanoTime();
		UploadBody body = new UploadBody(file, (sent) -> progress.update("Uploading    %3d %%  %s of %s  %s"
			.formatted(Sizes.percent(sent, total), Sizes.describe(sent), Sizes.describe(total), rate(sent, start))));
		Conversion accepted;
		try {
			accepted = api.upload(name, body, this.options.toParameters());
		}
		catch (IOException ex) {
			progress.clear();
			throw new CommandException(ExitCode.UNREACHABLE,
					"The connection broke during the upload of " + file
							+ (((ex.getMessage() != null) ? ": " + ex.getMessage() : "")) + ". Nothing was converted.",
					ex);
		}
		if (!body.sha256().equals(accepted.video().sha256())) {
			api.delete(accepted.id());
			throw new CommandException(ExitCode.DAMAGED,
					file + " changed during the upload, or was damaged on the way. Nothing was converted.");
		}
		progress.done("Uploaded " + file + ", " + Sizes.describe(total) + " at " + rate(total, start) + "; conversion "
				+ accepted.id());
		return accepted;
	}

	private static String rate(long bytes, long startNanos) {
		return Sizes.rate(bytes, Duration.ofNanos(System.nanoTime() - startNanos));
	}

	private static CommandException failed(Path file, Conversion conversion) {
		if (conversion.failure() != null) {
			return new CommandException(ExitCode.CONVERSION_FAILED,
					file + ": " + conversion.failure().detail() + " (" + conversion.failure().code() + ")");
		}
		return new CommandException(ExitCode.CONVERSION_FAILED,
				file + ": the conversion " + conversion.id() + " was cancelled.");
	}

	private void removePartial(String id, Path target) {
		try {
			Files.deleteIfExists(Downloader.partial(id, target));
		}
		catch (IOException ex) {
			this.terminal.err().println("Could not remove " + Downloader.partial(id, target) + ".");
		}
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
