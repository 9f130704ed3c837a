package io.soundlift.gateway.journey;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import io.soundlift.journey.outbox.EventType;
import io.soundlift.journey.trace.JourneyStep;
import org.jspecify.annotations.Nullable;

/**
 * The steps that an owner sees, in everyday words.
 */
enum Step {

	/** Reading the request, and storing what is in it. */
	UPLOAD("video.upload", "Receive the upload"),

	/** Writing the video into the store. */
	STORE_VIDEO("video.store", "Store the video"),

	/** Publishing an event. */
	PUBLISH("outbox.publish", "Ask for a converter"),

	/** The time from when a conversion was due until a converter took it. No span. */
	WAIT("queue.wait", "Wait for a converter"),

	/** An attempt. */
	CONVERT("convert", "Convert"),

	/** Copying the video out of the store. */
	FETCH("video.fetch", "Fetch the video"),

	/** Finding out what the file is. */
	PROBE("audio.probe", "Look into the video"),

	/** Deciding how to convert. */
	PLAN("audio.plan", "Plan the conversion"),

	/** Encoding the MP3. */
	ENCODE("audio.encode", "Encode the MP3"),

	/** Writing the MP3 into the store. */
	STORE_MP3("mp3.store", "Store the MP3"),

	/** One try to send the mail. */
	MAIL("mail.send", "Send the mail"),

	/** A download, in a trace of its own. */
	DOWNLOAD("http get /api/conversions/{id}/mp3", "Download the MP3"),

	/** A download by a link, in a trace of its own. */
	SHARED_DOWNLOAD("http get /shared/{token}/mp3", "Download by a link");

	private final String technicalName;

	private final String words;

	Step(String technicalName, String words) {
		this.technicalName = technicalName;
		this.words = words;
	}

	/**
	 * Finds what a recorded step is.
	 * @param recorded the recorded step
	 * @return the step; empty if owners are not shown it
	 */
	static Optional<Step> of(JourneyStep recorded) {
		return Arrays.stream(values()).filter((step) -> step.isNameOf(recorded)).findFirst();
	}

	boolean isNameOf(JourneyStep recorded) {
		return this.technicalName.equals(recorded.name());
	}

	/**
	 * Creates a step that was not recorded.
	 */
	JourneyStep derived(String id, String service, Instant startedAt, @Nullable Instant endedAt,
			Map<String, Object> attributes) {
		return JourneyStep.of(id, this.technicalName, service, startedAt, endedAt, attributes);
	}

	/**
	 * Describes a step.
	 * @param recorded the recorded step
	 * @return some words that begin with a capital letter
	 */
	String describe(JourneyStep recorded) {
		if (this == PUBLISH && EventType.CONVERSION_FINISHED.slot().equals(recorded.attributes().get("event"))) {
			return "Ask for the mail";
		}
		if (this == CONVERT && recorded.attributes().get("attempt") instanceof Number attempt
				&& attempt.intValue() != 1) {
			return "%s, attempt %d".formatted(this.words, attempt.intValue());
		}
		return this.words;
	}

}
