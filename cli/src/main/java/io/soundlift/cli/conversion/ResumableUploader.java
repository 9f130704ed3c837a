package io.soundlift.cli.conversion;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.console.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * Upload of a large file that resumes after the connection, the server or this program
 * has ended (tus 1.0.0).
 */
final class ResumableUploader {

	/** Smaller files are quickly sent again. */
	static final long LEAST_BYTES = 8L * 1024 * 1024;

	/** Maximum number of consecutive attempts without progress: about ten minutes. */
	private static final int MAX_FAILURES = 25;

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final ConversionsApi api;

	private final UploadMemory memory;

	private final ProgressDisplay progress;

	private final Pause pause;

	private final Map<String, String> options;

	/**
	 * Creates an uploader.
	 * @param api the server
	 * @param memory store of unfinished uploads
	 * @param progress receives the progress of the upload
	 * @param pause pauses between two attempts
	 * @param options options by API names
	 */
	ResumableUploader(ConversionsApi api, UploadMemory memory, ProgressDisplay progress, Pause pause,
			Map<String, String> options) {
		this.api = api;
		this.memory = memory;
		this.progress = progress;
		this.pause = pause;
		this.options = options;
	}

	/**
	 * Uploads a video, or the part that the server does not have yet.
	 * @param content the content to send
	 * @param admission checked before an upload begins
	 * @return the conversion
	 * @throws Uploader.ServerAwayException if the server does not respond for a long time
	 * @throws IOException if the file can't be read
	 * @throws CommandException if the upload is refused, makes no progress for a long
	 * time, or the server has something else than the file
	 * @throws InterruptedException if the command is interrupted
	 */
	Conversion upload(VideoContent content, Admission admission)
			throws IOException, Uploader.ServerAwayException, InterruptedException {
		Attempt attempt = new Attempt(content, content.key(this.api.server(), this.options));
		int failures = 0;
		long reached = -1;
		while (true) {
			Exception failure;
			try {
				return attempt.go(admission);
			}
			catch (FileSystemException | FileNotFoundException ex) {
				throw ex;
			}
			catch (CommandException ex) {
				if (ex.exitCode() != ExitCode.UNREACHABLE) {
					throw ex;
				}
				failure = ex;
			}
			catch (IOException ex) {
				failure = ex;
			}
			failures = (attempt.offset > reached) ? 1 : failures + 1;
			reached = Math.max(reached, attempt.offset);
			if (failures > MAX_FAILURES) {
				throw givenUp(content.file(), failure);
			}
			this.progress.update("Waiting for the server to answer again");
			this.pause.await(pauseAfter(failures));
		}
	}

	private static Duration pauseAfter(int failures) {
		Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	private static CommandException givenUp(Path file, Exception failure) throws Uploader.ServerAwayException {
		String goesOn = " The same command goes on where the upload was.";
		if (failure instanceof CommandException away) {
			throw new Uploader.ServerAwayException(
					new CommandException(away.exitCode(), away.getMessage() + goesOn, away));
		}
		return new CommandException(ExitCode.UNREACHABLE, "The connection breaks again and again during the upload of "
				+ file + Uploader.words(failure) + "." + goesOn, failure);
	}

	/**
	 * Upload of one file, in as many requests as necessary. Not thread-safe.
	 */
	private final class Attempt {

		private final VideoContent content;

		private final String key;

		private final long total;

		private @Nullable String id;

		/**
		 * Number of bytes that the server has, as far as known; -1 before the first
		 * request.
		 */
		private long offset = -1;

		private long startNanos;

		private boolean memoryFailed;

		Attempt(VideoContent content, String key) {
			this.content = content;
			this.key = key;
			this.total = content.length();
		}

		Conversion go(Admission admission) throws IOException, InterruptedException {
			UnfinishedUpload upload = open(admission);
			VideoBody body = null;
			this.startNanos = System.nanoTime();
			long begin = upload.offset();
			if (!upload.finished()) {
				body = body(begin);
				upload = ResumableUploader.this.api.sendRest(upload, body);
				this.offset = upload.offset();
			}
			if (!upload.finished()) {
				throw new IOException("the server has %d of %d bytes".formatted(upload.offset(), this.total));
			}
			return verify(ResumableUploader.this.api.get(upload.id()), body, begin);
		}

		private UnfinishedUpload open(Admission admission) throws IOException, InterruptedException {
			UnfinishedUpload upload = find().orElse(null);
			if (upload == null) {
				admission.await(this.content.file(), this.total);
				String begun = ResumableUploader.this.api.beginUpload(this.content.file().getFileName().toString(),
						this.content.mediaType(), this.total, ResumableUploader.this.options);
				remember(begun);
				upload = new UnfinishedUpload(begun, 0, false);
			}
			else if (this.offset < 0 && upload.offset() > 0) {
				ResumableUploader.this.progress.done("Going on with the upload of %s, of which the server has %s"
					.formatted(this.content.file(), Sizes.describe(upload.offset())));
			}
			this.offset = upload.offset();
			return upload;
		}

		private Optional<UnfinishedUpload> find() throws IOException {
			if (this.id == null) {
				this.id = findRemembered();
			}
			return (this.id != null) ? ResumableUploader.this.api.findUpload(this.id) : Optional.empty();
		}

		private @Nullable String findRemembered() {
			try {
				return ResumableUploader.this.memory.find(this.key).orElse(null);
			}
			catch (IOException ex) {
				warn(ex);
				return null;
			}
		}

		private void remember(String begun) {
			this.id = begun;
			try {
				ResumableUploader.this.memory.remember(this.key, begun);
			}
			catch (IOException ex) {
				warn(ex);
			}
		}

		private void forget() {
			try {
				ResumableUploader.this.memory.forget(this.key);
			}
			catch (IOException ex) {
				warn(ex);
			}
		}

		/**
		 * The store is a convenience, so its failure is reported once and is not fatal.
		 */
		private void warn(IOException ex) {
			if (!this.memoryFailed) {
				this.memoryFailed = true;
				ResumableUploader.this.progress
					.done("Another command could not go on with this upload, as it can't be remembered"
							+ Uploader.words(ex));
			}
		}

		private VideoBody body(long begin) throws IOException {
			return this.content.body(begin,
					(sent) -> ResumableUploader.this.progress
						.update("Uploading    %3d %%  %s of %s  %s".formatted(Sizes.percent(sent, this.total),
								Sizes.describe(sent), Sizes.describe(this.total), rate(sent - begin))));
		}

		private Conversion verify(Conversion accepted, @Nullable VideoBody body, long begin) throws IOException {
			String sha256 = (body != null) ? body.sha256() : this.content.sha256();
			forget();
			if (!sha256.equals(accepted.video().sha256())) {
				ResumableUploader.this.api.delete(accepted.id());
				throw new CommandException(ExitCode.DAMAGED, this.content.file()
						+ " changed during the upload, or was damaged on the way. Nothing was converted.");
			}
			ResumableUploader.this.progress.done("Uploaded " + this.content.file() + ", " + Sizes.describe(this.total)
					+ " at " + rate(this.total - begin) + "; conversion " + accepted.id());
			return accepted;
		}

		private String rate(long bytes) {
			return Sizes.rate(bytes, Duration.ofNanos(System.nanoTime() - this.startNanos));
		}

	}

}
