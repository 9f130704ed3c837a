package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.ProgressDisplay;
import io.soundlift.cli.console.Sizes;
import io.soundlift.cli.container.PartialContent;
import org.jspecify.annotations.Nullable;

/**
 * Upload of a video, or only of its sound, with a check that the server received what was
 * sent.
 */
final class Uploader {

	/** A smaller video is quickly sent whole. */
	private static final long LEAST_BYTES_FOR_SOUND_ONLY = 4L * 1024 * 1024;

	/** Maximum number of interrupted uploads of a video. */
	private static final int MAX_BROKEN = 5;

	/** Cover options that need no pictures of the video. The server's default is one. */
	private static final Set<String> COVERS_WITHOUT_VIDEO = Set.of("auto", "attached", "none");

	private final ConversionsApi api;

	private final UploadMemory memory;

	private final ProgressDisplay progress;

	private final Pause pause;

	private final Map<String, String> options;

	private volatile long startNanos;

	private volatile boolean resuming;

	/**
	 * Creates an uploader.
	 * @param api the server
	 * @param memory store of unfinished uploads
	 * @param progress receives the progress of the upload
	 * @param pause pauses between two attempts
	 * @param options options by API names
	 */
	Uploader(ConversionsApi api, UploadMemory memory, ProgressDisplay progress, Pause pause,
			Map<String, String> options) {
		this.api = api;
		this.memory = memory;
		this.progress = progress;
		this.pause = pause;
		this.options = options;
	}

	/**
	 * Returns whether the current upload can be resumed after an interruption.
	 */
	boolean isResumable() {
		return this.resuming;
	}

	/**
	 * Uploads the sound of a video if that suffices, else the whole video; a small one in
	 * a single attempt.
	 * @param file the video
	 * @param whole whether to always upload the whole video
	 * @param admission checked before an upload begins
	 * @return the accepted upload
	 * @throws IOException if the file can't be read
	 * @throws CommandException if the upload is refused or breaks, or the server has
	 * something else
	 * @throws InterruptedException if the command is being ended
	 */
	AcceptedUpload upload(Path file, boolean whole, Admission admission) throws IOException, InterruptedException {
		try {
			return upload(file, whole, admission, this::sendOnce);
		}
		catch (ServerAwayException ex) {
			throw ex.reason();
		}
	}

	/**
	 * Uploads the sound of a video if that suffices, else the whole video, with retries
	 * while it is certain that the server does not have it.
	 * @param file the video
	 * @param whole whether to always upload the whole video
	 * @param admission checked before each upload
	 * @return the accepted upload
	 * @throws ServerAwayException if the server does not respond for a long time
	 * @throws IOException if the file can't be read
	 * @throws CommandException if the upload is refused, breaks repeatedly, or the server
	 * has something else
	 * @throws InterruptedException if the command is being ended
	 */
	AcceptedUpload uploadPersistently(Path file, boolean whole, Admission admission)
			throws IOException, ServerAwayException, InterruptedException {
		return upload(file, whole, admission, this::sendPersistently);
	}

	private AcceptedUpload upload(Path file, boolean whole, Admission admission, Sending ofSmallVideos)
			throws IOException, ServerAwayException, InterruptedException {
		WholeVideo video = new WholeVideo(file);
		Sending sending = isLarge(video) ? this::resume : ofSmallVideos;
		Conversion sound = whole ? null : uploadSound(file, admission, sending);
		return (sound != null) ? new AcceptedUpload(sound, true)
				: new AcceptedUpload(sending.send(video, admission), false);
	}

	/**
	 * Uploads only the sound.
	 * @return the accepted conversion; {@code null} if the whole video has to be sent
	 */
	private @Nullable Conversion uploadSound(Path file, Admission admission, Sending sending)
			throws IOException, ServerAwayException, InterruptedException {
		VideoSound sound = findSound(file);
		if (sound == null) {
			return null;
		}
		this.progress.done("Sending only the sound: %s of %s".formatted(Sizes.describe(sound.bytes()),
				Sizes.describe(Files.size(file))));
		try {
			return sending.send(sound, admission);
		}
		catch (CommandException ex) {
			if (ex.exitCode() != ExitCode.REFUSED) {
				throw ex;
			}
			this.progress
				.done("Sending the whole video, because the sound alone could not be sent: " + ex.getMessage());
			return null;
		}
	}

	private @Nullable VideoSound findSound(Path file) throws IOException {
		String cover = this.options.get("cover");
		boolean needsPictures = cover != null && !COVERS_WITHOUT_VIDEO.contains(cover);
		WholeVideo whole = new WholeVideo(file);
		if (needsPictures || whole.length() < LEAST_BYTES_FOR_SOUND_ONLY || isRemembered(whole)) {
			return null;
		}
		this.progress.update("Looking for the sound in " + file);
		PartialContent content = PartialContent.withoutVideo(file).orElse(null);
		return (content != null) ? VideoSound.of(file, content) : null;
	}

	/**
	 * Whether an upload has begun, perhaps by an interrupted command, which is then
	 * resumed.
	 */
	private boolean isRemembered(WholeVideo video) throws IOException {
		String key = video.key(this.api.server(), this.options);
		try {
			return this.memory.find(key).isPresent();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isLarge(VideoContent content) {
		return content.length() >= ResumableUploader.LEAST_BYTES;
	}

	private Conversion resume(VideoContent content, Admission admission)
			throws IOException, ServerAwayException, InterruptedException {
		this.resuming = true;
		try {
			return new ResumableUploader(this.api, this.memory, this.progress, this.pause, this.options).upload(content,
					admission);
		}
		finally {
			this.resuming = false;
		}
	}

	private Conversion sendOnce(VideoContent content, Admission admission) throws IOException, InterruptedException {
		// a refusal is better detected before the upload than after it
		admission.await(content.file(), content.length());
		return send(content.file(), body(content));
	}

	private Conversion sendPersistently(VideoContent content, Admission admission)
			throws IOException, ServerAwayException, InterruptedException {
		int broken = 0;
		int unanswered = 0;
		while (true) {
			VideoBody body = body(content);
			try {
				awaitAdmission(content, admission);
				return send(content.file(), body);
			}
			catch (CommandException ex) {
				if (ex.exitCode() != ExitCode.UNREACHABLE || isWhollySent(body)) {
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

	/** Then the server may have it. */
	private static boolean isWhollySent(VideoBody body) {
		return body.sentBytes() == body.contentLength();
	}

	private static void awaitAdmission(VideoContent content, Admission admission) throws InterruptedException {
		try {
			admission.await(content.file(), content.length());
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.UNREACHABLE, "The connection broke" + words(ex) + ".", ex);
		}
	}

	private VideoBody body(VideoContent content) throws IOException {
		long total = content.length();
		return content.body(0, (sent) -> show(sent, total));
	}

	private void show(long sent, long total) {
		this.progress.update("Uploading    %3d %%  %s of %s  %s".formatted(Sizes.percent(sent, total),
				Sizes.describe(sent), Sizes.describe(total), rate(sent)));
	}

	private Conversion send(Path file, VideoBody body) throws IOException {
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
		this.progress.done("Uploaded " + file + ", " + Sizes.describe(body.contentLength()) + " at "
				+ rate(body.contentLength()) + "; conversion " + accepted.id());
		return accepted;
	}

	static String words(Exception ex) {
		return (ex.getMessage() != null) ? ": " + ex.getMessage() : "";
	}

	private String rate(long bytes) {
		return Sizes.rate(bytes, Duration.ofNanos(System.nanoTime() - this.startNanos));
	}

	/**
	 * Way to send a video or a part of it.
	 */
	@FunctionalInterface
	private interface Sending {

		Conversion send(VideoContent content, Admission admission)
				throws IOException, ServerAwayException, InterruptedException;

	}

	/**
	 * Thrown when the server does not respond, so that other uploads would fail as well.
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
