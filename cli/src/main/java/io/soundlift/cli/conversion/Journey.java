package io.soundlift.cli.conversion;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Journey of a conversion, as returned by the API.
 *
 * @param state state of the conversion
 * @param traceId id of its trace; {@code null} if it has none
 * @param startedAt when the first step began
 * @param durationMillis time until the last step's end
 * @param steps the steps, each before its parts
 * @param downloads downloads of the MP3, the newest first
 * @param truncated whether there is more
 * @param links related links
 */
record Journey(String state, @Nullable String traceId, Instant startedAt, double durationMillis, List<Step> steps,
		List<Download> downloads, boolean truncated, Links links) {

	/**
	 * A step.
	 *
	 * @param id its id
	 * @param parentId the step that it is a part of; {@code null} for none
	 * @param name description
	 * @param service service in which it ran
	 * @param offsetMillis time from the beginning of the journey
	 * @param durationMillis its duration
	 * @param status one of OK, FAILED, RUNNING
	 * @param attributes its attributes
	 */
	record Step(String id, @Nullable String parentId, String name, String service, double offsetMillis,
			double durationMillis, String status, Map<String, Object> attributes) {

	}

	/**
	 * A download.
	 *
	 * @param startedAt when it began
	 * @param durationMillis its duration
	 * @param status one of OK, FAILED
	 */
	record Download(Instant startedAt, double durationMillis, String status) {

	}

	/**
	 * Related links.
	 *
	 * @param grafana dashboard of the journey; {@code null} for none
	 */
	record Links(@Nullable String grafana) {

	}

}
