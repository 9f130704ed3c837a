package io.soundlift.gateway.journey;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.ConversionState;
import org.jspecify.annotations.Nullable;

/**
 * A conversion's journey as its owner sees it. Members that do not apply are absent.
 *
 * @param conversionId 32 hexadecimal digits
 * @param state state of the conversion
 * @param traceId id of its trace; absent if it has none
 * @param startedAt when the first step began
 * @param durationMillis time from then until the last step's end, in milliseconds
 * @param steps the steps in the order in which they began, each before its parts
 * @param downloads the last downloads, the newest first
 * @param truncated whether there may be older steps that are not listed
 * @param links related resources
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JourneyView(String conversionId, ConversionState state, @Nullable String traceId, Instant startedAt,
		double durationMillis, List<StepView> steps, List<DownloadView> downloads, boolean truncated, Links links) {

	/**
	 * How a step went.
	 */
	enum Status {

		/** It has succeeded. */
		OK,

		/** It has failed. */
		FAILED,

		/** It has not ended. */
		RUNNING

	}

	/**
	 * A step.
	 *
	 * @param id id that stays the same in later answers
	 * @param parentId the step that it is a part of
	 * @param name what it is, in words
	 * @param technicalName name of its span
	 * @param service where it happened
	 * @param offsetMillis time from the journey's beginning until its own, in
	 * milliseconds
	 * @param durationMillis time that it has taken so far, in milliseconds
	 * @param status how it went
	 * @param attributes further facts about it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record StepView(String id, @Nullable String parentId, String name, String technicalName, String service,
			double offsetMillis, double durationMillis, Status status, Map<String, Object> attributes) {
	}

	/**
	 * A download of the MP3.
	 *
	 * @param traceId id of its trace; absent if it has none
	 * @param name what it is, in words
	 * @param technicalName name of its span
	 * @param service where it happened
	 * @param startedAt when it began
	 * @param durationMillis time that it took, in milliseconds
	 * @param status how it went
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record DownloadView(@Nullable String traceId, String name, String technicalName, String service, Instant startedAt,
			double durationMillis, Status status) {
	}

	/**
	 * Related resources.
	 *
	 * @param grafana the dashboard of the journey, for operators
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Links(@Nullable URI grafana) {
	}

}
