package io.soundlift.gateway.journey;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.soundlift.journey.trace.JourneyAttributes;

/**
 * The steps that an owner is shown, in words of everyday. Spans that are none of these
 * stay inside.
 */
enum Step {

	/** Reading the request, and storing what is in it. */
	UPLOAD("gateway", "video.upload", "Receive the upload"),

	/** Writing the video into the store. */
	STORE_VIDEO("gateway", "video.store", "Store the video"),

	/** Publishing an event. */
	PUBLISH("", "outbox.publish", "Pass it on"),

	/** The time from when a conversion was due until a converter took it. No span. */
	WAIT("converter", "queue.wait", "Wait for a converter"),

	/** An attempt. */
	CONVERT("converter", "convert", "Convert"),

	/** Copying the video out of the store. */
	FETCH("converter", "video.fetch", "Fetch the video"),

	/** Finding out what the file is. */
	PROBE("converter", "audio.probe", "Look into the video"),

	/** Deciding how to convert. */
	PLAN("converter", "audio.plan", "Plan the conversion"),

	/** Encoding the MP3. */
	ENCODE("converter", "audio.encode", "Encode the MP3"),

	/** Writing the MP3 into the store. */
	STORE_MP3("converter", "mp3.store", "Store the MP3"),

	/** One try to send the mail. */
	MAIL("notifier", "mail.send", "Send the mail"),

	/** A download, in a trace of its own. */
	DOWNLOAD("gateway", "http get /api/conversions/{id}/mp3", "Download the MP3");

	private static final Set<String> PUBLISHERS = Set.of("gateway", "converter");

	private final String service;

	private final String technicalName;

	private final String words;

	Step(String service, String technicalName, String words) {
		this.service = service;
		this.technicalName = technicalName;
		this.words = words;
	}

	/**
	 * Finds the step that a span stands for.
	 * @param span the span
	 * @return the step; empty if owners are not shown the span
	 */
	static Optional<Step> of(RecordedSpan span) {
		return Arrays.stream(values()).filter((step) -> step.isRecordedBy(span)).findFirst();
	}

	private boolean isRecordedBy(RecordedSpan span) {
		return span.name().equals(this.technicalName)
				&& (this.service.isEmpty() ? PUBLISHERS.contains(span.service()) : span.service().equals(this.service));
	}

	String service() {
		return this.service;
	}

	String technicalName() {
		return this.technicalName;
	}

	/**
	 * Describes the step that a span stands for.
	 * @param span the span
	 * @return some words that begin with a capital letter
	 */
	String describe(RecordedSpan span) {
		if (this == PUBLISH) {
			return "conversionFinished".equals(span.attribute(JourneyAttributes.OUTBOX_EVENT)) ? "Ask for the mail"
					: "Ask for a converter";
		}
		String attempt = span.attribute(JourneyAttributes.ATTEMPT);
		if (this == CONVERT && attempt != null && !attempt.equals("1") && attempt.matches("\\d{1,4}")) {
			return "%s, attempt %s".formatted(this.words, attempt);
		}
		return this.words;
	}

	/**
	 * Returns whether a step did not do what it was for.
	 * @param span its span
	 * @return whether it failed by itself, whatever became of its parts
	 */
	boolean hasFailed(RecordedSpan span) {
		String mail = span.attribute(JourneyAttributes.MAIL_RESULT);
		return span.error() || span.attribute(JourneyAttributes.FAILURE_CODE) != null
				|| Boolean.parseBoolean(span.attribute(JourneyAttributes.CLAIM_LOST))
				|| (mail != null && !mail.toLowerCase(Locale.ROOT).equals("sent"));
	}

}
