package io.soundlift.journey.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * A running step. Other threads may read it.
 */
final class OngoingStep {

	/** Attributes that are stored. All others are on the span only. */
	private static final Map<String, String> KEPT = Map.ofEntries(Map.entry(JourneyAttributes.ATTEMPT, "attempt"),
			Map.entry(JourneyAttributes.CLAIM_LOST, "claimLost"),
			Map.entry(JourneyAttributes.QUEUE_WAIT, "queueWaitMillis"),
			Map.entry(JourneyAttributes.FAILURE_CODE, "failureCode"),
			Map.entry(JourneyAttributes.VIDEO_BYTES, "videoBytes"),
			Map.entry(JourneyAttributes.VIDEO_FORMAT, "videoFormat"),
			Map.entry(JourneyAttributes.AUDIO_DURATION, "audioDurationMillis"),
			Map.entry(JourneyAttributes.ENCODE_SPEED, "encodeSpeed"),
			Map.entry(JourneyAttributes.MP3_BITRATE, "mp3Bitrate"), Map.entry(JourneyAttributes.MP3_BYTES, "mp3Bytes"),
			Map.entry(JourneyAttributes.OUTBOX_EVENT, "event"), Map.entry(JourneyAttributes.OUTBOX_TRIES, "tries"),
			Map.entry(JourneyAttributes.OUTBOX_DELAY, "delayMillis"),
			Map.entry(JourneyAttributes.MAIL_RESULT, "mailResult"),
			Map.entry(MessagingAttributes.REDELIVERED, "redelivered"));

	/** Codes and names of formats; values of any other form are not stored. */
	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_,-]{1,64}");

	private final String name;

	private final String service;

	private final Map<String, Object> attributes = new HashMap<>();

	private final List<OngoingStep> parts = new ArrayList<>();

	private String id = Secrets.newId();

	private Instant startedAt;

	private @Nullable Instant endedAt;

	private boolean failed;

	OngoingStep(String name, String service, Instant startedAt) {
		this.name = name;
		this.service = service;
		this.startedAt = startedAt;
	}

	synchronized void began(String id, Instant at) {
		this.id = id;
		this.startedAt = at;
	}

	synchronized void add(OngoingStep part) {
		this.parts.add(part);
	}

	synchronized void tag(String key, String value) {
		// false is not recorded
		if (KEPT.containsKey(key) && !value.equals("false") && WORD.matcher(value).matches()) {
			this.attributes.put(KEPT.get(key), value.equals("true") ? Boolean.TRUE : value);
		}
	}

	synchronized void tag(String key, Number value) {
		if (KEPT.containsKey(key) && Double.isFinite(value.doubleValue())) {
			this.attributes.put(KEPT.get(key), value);
		}
	}

	synchronized void fail() {
		this.failed = true;
	}

	synchronized void end(Instant at) {
		this.endedAt = at;
	}

	synchronized JourneyStep soFar() {
		return new JourneyStep(this.id, this.name, this.service, this.startedAt, this.endedAt, this.failed,
				Map.copyOf(this.attributes), this.parts.stream().map(OngoingStep::soFar).toList());
	}

}
