package io.soundlift.cli.conversion;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Conversion as returned by the API, as far as this program needs it.
 *
 * @param id 32 hexadecimal digits
 * @param state one of QUEUED, CONVERTING, COMPLETED, FAILED, CANCELLED
 * @param fileName the video's name
 * @param createdAt when the upload was complete
 * @param progress progress of the work; {@code null} once it ended
 * @param video the uploaded file
 * @param mp3 the result; {@code null} when there is none
 * @param mp3ExpiresAt time until which the MP3 is kept at least; {@code null} when there
 * is none, or it is kept for ever
 * @param expired {@code true} once the MP3 is no longer kept
 * @param failure reason why there is no result; {@code null} when there is one
 */
record Conversion(String id, String state, String fileName, Instant createdAt, @Nullable Progress progress, Video video,
		@Nullable Mp3 mp3, @Nullable Instant mp3ExpiresAt, @Nullable Boolean expired, @Nullable Failure failure) {

	/**
	 * Codes of failures caused by the uploaded content, rather than by the options.
	 */
	private static final Set<String> UNREADABLE = Set.of("damaged", "not-media", "no-audio", "unsupported-audio",
			"segment-only", "no-picture");

	boolean isLive() {
		return "QUEUED".equals(this.state) || "CONVERTING".equals(this.state);
	}

	boolean isExpired() {
		return Boolean.TRUE.equals(this.expired);
	}

	/**
	 * Returns whether it failed because of the content of the file, or because of missing
	 * parts.
	 */
	boolean isUnreadable() {
		return this.failure != null && UNREADABLE.contains(this.failure.code());
	}

	/**
	 * Creates an exception with the reason why there is no result.
	 * @param file the video
	 */
	CommandException withoutMp3(Path file) {
		return new CommandException(ExitCode.CONVERSION_FAILED,
				(this.failure != null) ? file + ": " + this.failure.detail() + " (" + this.failure.code() + ")"
						: file + ": the conversion " + this.id + " was cancelled.");
	}

	/**
	 * Progress of the work. Values that the server does not know are {@code null}.
	 *
	 * @param percent share of the audio that was processed, 0 to 99
	 * @param phase one of FETCHING, PROBING, ENCODING, WAITING, STORING
	 * @param speed seconds of audio that are processed per second
	 * @param secondsLeft time until the MP3 is encoded
	 * @param queuePosition place in the queue, 1 for the next
	 */
	record Progress(@Nullable Integer percent, @Nullable String phase, @Nullable Double speed,
			@Nullable Long secondsLeft, @Nullable Integer queuePosition) {

	}

	/**
	 * The uploaded file.
	 *
	 * @param sizeBytes its length in bytes
	 * @param sha256 its SHA-256 in hexadecimal digits
	 */
	record Video(long sizeBytes, String sha256) {

	}

	/**
	 * The result.
	 *
	 * @param sizeBytes its length in bytes
	 * @param sha256 its SHA-256 in hexadecimal digits
	 * @param durationMillis its playing time in milliseconds
	 * @param fileName its name for download
	 */
	record Mp3(long sizeBytes, String sha256, long durationMillis, String fileName) {

	}

	/**
	 * Reason why there is no result.
	 *
	 * @param code stable, for programs
	 * @param detail a sentence for people
	 */
	record Failure(String code, String detail) {

	}

	/**
	 * Some conversions of an account, newest first.
	 *
	 * @param conversions the conversions
	 * @param next cursor of the next page; {@code null} at the end
	 */
	record Page(List<Conversion> conversions, @Nullable String next) {

	}

}
