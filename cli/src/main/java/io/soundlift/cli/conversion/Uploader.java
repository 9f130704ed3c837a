package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.Progress;
import io.soundlift.cli.console.Sizes;

/**
 * Upload of a video, after which it is verified that the server has what was sent.
 */
final class Uploader {

	/** How many uploads of a video may break in the middle. */
	private static final int MAX_BROKEN = 5;

	private final ConversionsApi api;

	private final Progress progress;

	private final Pause pause;

	private final Map<String, String> options;

	private volatile long startNanos;

	/**
	 * Creates an uploader.
	 * @param api the server
	 * @param progress told how far the upload is
	 * @param pause waits between two attempts
	 * @param options what is wanted, by the names of the API
	 */
	Uploader(ConversionsApi api, Progress progress, Pause pause, Map<String, String> options) {
		this.api = api;
		this.progress = progress;
		this.pause = pause;
		this.options = options;
	}

	/**
	 * Returns whether an upload of a file goes on where it was after whatever ends it.
	 * @param file the file
	 * @throws IOException if it can't be looked at
	 */
	static boolean isResumable(Path file) throws IOException {
		return Files.size(file) >= ResumableUploader.LEAST_BYTES;
	}

	/**
	 * Uploads a video, a small one once.
	 * @param file the video
	 * @param admission asked before an upload begins
	 * @return the accepted conversion
	 * @throws IOException if the file can't be read
	 * @throws CommandException if the upload is refused or breaks, or the server has
	 * something else
	 * @throws InterruptedException if the command is being ended
	 */
	Conversion upload(Path file, Admission admission) throws IOException, InterruptedException {
		if (isResumable(file)) {
			try {
				return resumable().upload(file, admission);
			}
			catch (ServerAwayException ex) {
				throw ex.reason();
			}
		}
		// what would be refused is better found out before the upload than after it
		admission.await(file, Files.size(file));
		return upload(file, body(file));
	}

	/**
	 * Uploads a video, and again while it is certain that the server can't have it.
	 * @param file the video
	 * @param admission asked before each upload
	 * @return the accepted conversion
	 * @throws ServerAwayException if nothing answers for a long time
	 * @throws IOException if the file can't be read
	 * @throws CommandException if the upload is refused, breaks again and again, or the
	 * server has something else
	 * @throws InterruptedException if the command is being ended
	 */
	Conversion uploadPersistently(Path file, Admission admission)
			throws IOException, ServerAwayException, InterruptedException {
		if (isResumable(file)) {
			return resumable().upload(file, admission);
		}
		int broken = 0;
		int unanswered = 0;
		while (true) {
			long sizeBytes = Files.size(file);
			UploadBody body = body(file);
			try {
				awaitAdmission(file, sizeBytes, admission);
				return upload(file, body);
			}
			catch (CommandException ex) {
				if (ex.exitCode() != ExitCode.UNREACHABLE || body.sentBytes() == sizeBytes) {
					throw ex;
				}
				if (body.sentBytes() > 0 && ++broken >= MAX_BROKEN) {
					throw ex;
				}
				if (body.sentBytes() == 0 && ++unanswered >= Waiting.MAX_FAILURES) {
					throw new ServerAwayException(ex);
				}
			}
			this.progress.update("Waiting for the server to answer again");
			this.pause.await(Waiting.INTERVAL);
		}
	}

	private ResumableUploader resumable() {
		return new ResumableUploader(this.api, UploadMemory.ofUser(), this.progress, this.pause, this.options);
	}

	private static void awaitAdmission(Path file, long sizeBytes, Admission admission) throws InterruptedException {
		try {
			admission.await(file, sizeBytes);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.UNREACHABLE, "The connection broke" + words(ex) + ".", ex);
		}
	}

	private UploadBody body(Path file) throws IOException {
		long total = Files.size(file);
		return new UploadBody(file, (sent) -> this.progress.update("Uploading    %3d %%  %s of %s  %s"
			.formatted(Sizes.percent(sent, total), Sizes.describe(sent), Sizes.describe(total), rate(sent))));
	}

	private Conversion upload(Path file, UploadBody body) throws IOException {
		long total = Files.size(file);
		this.startNanos = System.nanoTime();
		Conversion accepted;
		try {
			accepted = this.api.upload(file.getFileName().toString(), body, this.options);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.UNREACHABLE,
					"The connection broke during the upload of " + file + words(ex) + ". Nothing was converted.", ex);
		}
		if (!body.sha256().equals(accepted.video().sha256())) {
			this.api.delete(accepted.id());
			throw new CommandException(ExitCode.DAMAGED,
					file + " changed during the upload, or was damaged on the way. Nothing was converted.");
		}
		this.progress.done("Uploaded " + file + ", " + Sizes.describe(total) + " at " + rate(total) + "; conversion "
				+ accepted.id());
		return accepted;
	}

	static String words(Exception ex) {
		return (ex.getMessage() != null) ? ": " + ex.getMessage() : "";
	}

	private String rate(long bytes) {
		return Sizes.rate(bytes, Duration.ofNanos(System.nanoTime() - this.startNanos));
	}

	/**
	 * Nothing answers, so that other uploads would fail as well.
	 */
	static final class ServerAwayException extends Exception {

		private final CommandException reason;

		ServerAwayException(CommandException reason) {
			super(reason);
			this.reason = reason;
		}

		CommandException reason() {
			return this.reason;
		}

	}

}
