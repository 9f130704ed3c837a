package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.journey.conversion.Failure;

/**
 * What owners are told when a conversion fails: a stable code, and sentences that a
 * person understands.
 */
final class Failures {

	private final Duration maxDuration;

	private final Duration timeLimit;

	Failures(Duration maxDuration, Duration timeLimit) {
		this.maxDuration = maxDuration;
		this.timeLimit = timeLimit;
	}

	Failure of(Defect defect) {
		return switch (defect) {
			case NOT_MEDIA -> new Failure("not-media",
					"This is not a video or audio file that we can read. Please upload a file such as MP4, MOV, MKV, WebM or AVI.");
			case NO_AUDIO -> new Failure("no-audio", "This video has no sound, so there is nothing to convert.");
			case DAMAGED -> new Failure("damaged",
					"This file is damaged or incomplete. Please check that it plays to the end, and upload it again.");
			case UNSUPPORTED_AUDIO ->
				new Failure("unsupported-audio", "The sound of this video is in a format that we can't decode.");
			case TOO_LONG -> new Failure("too-long", "The sound of this video is longer than "
					+ inWords(this.maxDuration) + ", which is the most we convert.");
		};
	}

	Failure videoMissing() {
		return new Failure("video-missing", "The uploaded video is no longer in our store. Please upload it again.");
	}

	Failure timedOut() {
		return new Failure("timed-out", "Converting this video took longer than " + inWords(this.timeLimit)
				+ ", so we stopped. A shorter video may work.");
	}

	Failure workerCrashed() {
		return new Failure("worker-crashed",
				"Every attempt to convert this video was cut off, so we stopped trying. The file may be damaged.");
	}

	Failure gaveUp() {
		return new Failure("gave-up",
				"We could not convert this video because of a problem on our side. Please upload it again later.");
	}

	/**
	 * Lists the codes of all failures.
	 * @return the codes
	 */
	List<String> codes() {
		return Stream
			.concat(Arrays.stream(Defect.values()).map(this::of),
					Stream.of(videoMissing(), timedOut(), workerCrashed(), gaveUp()))
			.map(Failure::code)
			.toList();
	}

	private static String inWords(Duration duration) {
		if (duration.toMinutes() >= 120 && duration.toMinutesPart() == 0) {
			return duration.toHours() + " hours";
		}
		return (duration.toSeconds() >= 120) ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
	}

}
