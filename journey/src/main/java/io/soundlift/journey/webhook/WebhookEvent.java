package io.soundlift.journey.webhook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.support.Secrets;
import tools.jackson.databind.json.JsonMapper;

/**
 * Event for all webhooks of an account. Its body has the members that Standard Webhooks
 * requires: {@code type}, {@code timestamp} and {@code data}.
 *
 * @param id the event's id, the same however often it is created
 * @param type type of the event
 * @param body the JSON that is sent
 */
record WebhookEvent(String id, WebhookEventType type, String body) {

	/**
	 * Creates the event of a conversion that has ended.
	 * @param conversion the conversion
	 * @param type how it has ended
	 * @param now the time of the event if the conversion does not have it yet
	 */
	static WebhookEvent of(Conversion conversion, WebhookEventType type, Instant now) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("id", conversion.id());
		data.put("state", type.name().substring("CONVERSION_".length()));
		data.put("fileName", conversion.fileName());
		data.put("createdAt", conversion.createdAt().toString());
		Mp3 mp3 = conversion.mp3();
		if (mp3 != null) {
			data.put("mp3", Map.of("fileName", mp3.fileName(), "sizeBytes", mp3.file().sizeBytes(), "sha256",
					mp3.file().sha256(), "durationMillis", mp3.durationMillis()));
		}
		Failure failure = conversion.failure();
		if (failure != null) {
			data.put("failure", Map.of("code", failure.code(), "detail", failure.detail()));
		}
		if (type != WebhookEventType.CONVERSION_CANCELLED) {
			data.put("links", Map.of("self", "/api/conversions/" + conversion.id()));
		}
		Instant time = Objects.requireNonNullElse(conversion.finishedAt(), now);
		return new WebhookEvent(type.eventId(conversion.id()), type, body(type, time, data));
	}

	/**
	 * Creates a test event.
	 * @param webhook id of the webhook to test
	 * @param now the time of the event
	 */
	static WebhookEvent ping(String webhook, Instant now) {
		WebhookEventType type = WebhookEventType.PING;
		return new WebhookEvent(type.eventId(Secrets.newId()), type, body(type, now, Map.of("webhook", webhook)));
	}

	private static String body(WebhookEventType type, Instant time, Map<String, Object> data) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", type.code());
		body.put("timestamp", time.toString());
		body.put("data", data);
		return JsonMapper.shared().writeValueAsString(body);
	}

}
