package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.usage.StorageQuotaExceededException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Descriptions of failures for owners: a stable code, and an explanation in plain
 * sentences.
 */
final class Failures {

	private static final long MEGABYTE = 1024 * 1024;

	private static final long GIGABYTE = 1024 * MEGABYTE;

	private final Duration maxDuration;

	private final Duration timeLimit;

	private final ConverterProperties.Limits limits;

	Failures(Duration maxDuration, Duration timeLimit, ConverterProperties.Limits limits) {
		this.maxDuration = maxDuration;
		this.timeLimit = timeLimit;
		this.limits = limits;
	}

	Failure of(Defect defect) {
		return of(defect, null);
	}

	/**
	 * Creates the failure of a video.
	 * @param defect what is wrong with it
	 * @param audio name of the audio that can't be decoded; {@code null} if not known
	 */
	Failure of(Defect defect, @Nullable String audio) {
		return switch (defect) {
			case NOT_MEDIA -> new Failure("not-media",
					"This is not a video or audio file that we can read. Please upload a file such as MP4, MOV, MKV, WebM or AVI.");
			case NO_AUDIO -> new Failure("no-audio", "This video has no sound, so there is nothing to convert.");
			case DAMAGED -> new Failure("damaged",
					"This file is damaged or incomplete. Please check that it plays to the end, and upload it again.");
			case UNSUPPORTED_AUDIO -> new Failure("unsupported-audio", "The sound of this video is "
					+ ((audio != null) ? audio + ", which we can't decode." : "in a format that we can't decode."));
			case ENCRYPTED -> new Failure("encrypted",
					"The sound of this video is encrypted (copy protection, DRM), so we can't read it. Please upload a copy without it.");
			case SEGMENT_ONLY -> new Failure("segment-only",
					"This is one part of a stream, without the first part that describes it. Please save the whole video, and upload that.");
			case NO_SUCH_TRACK -> new Failure("no-such-track",
					"This video does not have the sound track that you asked for. Please choose another one, or none to get the usual one.");
			case START_PAST_END -> new Failure("start-past-end",
					"The sound of this video is over before the time at which you wanted the MP3 to begin. Please choose an earlier start.");
			case NO_PICTURE -> new Failure("no-picture",
					"This video does not have the picture that you asked for as the cover. Please choose another time, or no cover.");
			case TOO_LONG -> new Failure("too-long", "The sound of this video is longer than "
					+ inWords(this.maxDuration) + ", which is the most we convert.");
			case TOO_MANY_STREAMS -> new Failure("too-many-streams", "This file has more than " + this.limits.streams()
					+ " tracks of sound, picture and text, which is the most we accept.");
			case VIDEO_TOO_LARGE -> new Failure("video-too-large", "This video is larger than "
					+ inWords(this.limits.videoSize()) + ", which is the most we convert.");
			case MP3_TOO_LARGE -> new Failure("mp3-too-large", "The MP3 of this video would be larger than "
					+ inWords(this.limits.mp3Size()) + ". A lower bit rate or a shorter video may work.");
			case HEADER_TOO_LARGE ->
				new Failure("header-too-large", "This file carries more tags, chapters or tables than "
						+ "we read of one file, so we stopped. The file may be damaged.");
			case CPU_TIME -> new Failure("cpu-limit", "Converting this video needs more computing time than we give to "
					+ "one file, so we stopped. The file may be damaged.");
			case MEMORY -> new Failure("memory-limit", "Converting this video needs more memory than we give to one "
					+ "file, so we stopped. The file may be damaged.");
		};
	}

	Failure videoMissing() {
		return new Failure("video-missing", "The uploaded video is no longer in our store. Please upload it again.");
	}

	Failure timedOut() {
		return new Failure("timed-out", "Converting this video took longer than " + inWords(this.timeLimit)
				+ ", so we stopped. A shorter video may work.");
	}

	/**
	 * Creates the failure of an MP3 that exceeds its owner's quota.
	 * @param quota the quota
	 */
	Failure storageQuotaExceeded(StorageQuotaExceededException quota) {
		return new Failure("storage-quota-exceeded",
				"The MP3 of this video needs %d bytes (%s) or more. Your account has room for %d more (%s) of the %d (%s) that it may store. Please delete conversions that you no longer need, and upload the video again."
					.formatted(quota.needed(), amount(quota.needed()), quota.left(), amount(quota.left()),
							quota.limit(), amount(quota.limit())));
	}

	Failure workerCrashed() {
		return new Failure("worker-crashed",
				"Every attempt to convert this video was cut off, so we stopped trying. The file may be damaged.");
	}

	Failure gaveUp() {
		return new Failure("gave-up",
				"We could not convert this video because of a problem on our side. Please upload it again later.");
	}

	Failure deadLetter() {
		return new Failure("dead-letter",
				"We could not begin to convert this video because of a problem on our side. Please upload it again later.");
	}

	/**
	 * Lists the codes of all failures.
	 * @return the codes
	 */
	List<String> codes() {
		return all().stream().map(Failure::code).toList();
	}

	/**
	 * Lists all failures.
	 * @return one for each code
	 */
	List<Failure> all() {
		return Stream
			.concat(Arrays.stream(Defect.values()).map(this::of), Stream.of(videoMissing(), timedOut(), workerCrashed(),
					gaveUp(), deadLetter(), storageQuotaExceeded(new StorageQuotaExceededException(0, 0, 0))))
			.toList();
	}

	private static String inWords(DataSize size) {
		if (size.toGigabytes() > 0 && size.equals(DataSize.ofGigabytes(size.toGigabytes()))) {
			return size.toGigabytes() + " GB";
		}
		return (size.toMegabytes() > 0) ? size.toMegabytes() + " MB" : size.toKilobytes() + " KB";
	}

	private static String amount(long bytes) {
		if (bytes >= 10L * GIGABYTE) {
			return bytes / GIGABYTE + " GB";
		}
		return (bytes >= GIGABYTE) ? String.format(Locale.ROOT, "%.1f GB", (double) bytes / GIGABYTE)
				: (bytes >= MEGABYTE) ? bytes / MEGABYTE + " MB" : bytes / 1024 + " KB";
	}

	private static String inWords(Duration duration) {
		if (duration.toMinutes() >= 120 && duration.toMinutesPart() == 0) {
			return duration.toHours() + " hours";
		}
		return (duration.toSeconds() >= 120) ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
	}

}
