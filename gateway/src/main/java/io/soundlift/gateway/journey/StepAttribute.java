package io.soundlift.gateway.journey;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.MessagingAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that an owner is shown. All others stay inside, and so do values that
 * are not of the form that they should have.
 */
enum StepAttribute {

	ATTEMPT(JourneyAttributes.ATTEMPT, "attempt", Form.NUMBER),

	CLAIM_LOST(JourneyAttributes.CLAIM_LOST, "claimLost", Form.FLAG),

	QUEUE_WAIT(JourneyAttributes.QUEUE_WAIT, "queueWaitMillis", Form.NUMBER),

	FAILURE_CODE(JourneyAttributes.FAILURE_CODE, "failureCode", Form.WORD),

	VIDEO_BYTES(JourneyAttributes.VIDEO_BYTES, "videoBytes", Form.NUMBER),

	VIDEO_FORMAT(JourneyAttributes.VIDEO_FORMAT, "videoFormat", Form.WORD),

	AUDIO_DURATION(JourneyAttributes.AUDIO_DURATION, "audioDurationMillis", Form.NUMBER),

	ENCODE_SPEED(JourneyAttributes.ENCODE_SPEED, "encodeSpeed", Form.NUMBER),

	MP3_BITRATE(JourneyAttributes.MP3_BITRATE, "mp3Bitrate", Form.NUMBER),

	MP3_BYTES(JourneyAttributes.MP3_BYTES, "mp3Bytes", Form.NUMBER),

	TRIES(JourneyAttributes.OUTBOX_TRIES, "tries", Form.NUMBER),

	DELAY(JourneyAttributes.OUTBOX_DELAY, "delayMillis", Form.NUMBER),

	MAIL_RESULT(JourneyAttributes.MAIL_RESULT, "mailResult", Form.WORD),

	REDELIVERED(MessagingAttributes.REDELIVERED, "redelivered", Form.FLAG);

	private final String key;

	private final String jsonName;

	private final Form form;

	StepAttribute(String key, String jsonName, Form form) {
		this.key = key;
		this.jsonName = jsonName;
		this.form = form;
	}

	/**
	 * Picks what may be shown.
	 * @param attributes all attributes of a span
	 * @return numbers, flags and words by name
	 */
	static Map<String, Object> pick(Map<String, String> attributes) {
		Map<String, Object> picked = new TreeMap<>();
		for (StepAttribute attribute : values()) {
			Object value = attribute.form.read(attributes.get(attribute.key));
			// what did not happen goes without saying
			if (value != null && !Boolean.FALSE.equals(value)) {
				picked.put(attribute.jsonName, value);
			}
		}
		return picked;
	}

	/**
	 * What values look like.
	 */
	private enum Form {

		NUMBER("-?\\d{1,18}(\\.\\d{1,18})?([eE]-?\\d{1,2})?") {

			@Override
			Object parse(String text) {
				return new BigDecimal(text);
			}

		},

		FLAG("true|false") {

			@Override
			Object parse(String text) {
				return Boolean.valueOf(text);
			}

		},

		/** Codes and names of formats. */
		WORD("[A-Za-z0-9_,-]{1,64}") {

			@Override
			Object parse(String text) {
				return text;
			}

		};

		private final Pattern pattern;

		Form(String pattern) {
			this.pattern = Pattern.compile(pattern);
		}

		abstract Object parse(String text);

		@Nullable Object read(@Nullable String text) {
			return (text != null && this.pattern.matcher(text).matches()) ? parse(text) : null;
		}

	}

}
