package io.soundlift.gateway.conversion;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.Plan;
import org.jspecify.annotations.Nullable;

/**
 * How a conversion is carried out. Members that do not apply are absent.
 *
 * @param mode {@code copy}, {@code whole} or {@code chunked}
 * @param track number of the audio track
 * @param language its language as three letters of ISO 639-2/T
 * @param filters filters that are applied to the audio, in this order
 * @param sampleRate samples per second
 * @param channels number of channels
 * @param bitrate constant bit rate in bit/s
 * @param quality quality of a variable bit rate
 * @param expectedMillis expected length of the MP3 in milliseconds
 * @param expectedBytes expected size of the MP3 in bytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanView(String mode, int track, @Nullable String language, List<String> filters, int sampleRate,
		int channels, @Nullable Integer bitrate, @Nullable Integer quality, @Nullable Long expectedMillis,
		@Nullable Long expectedBytes) {

	static PlanView of(Plan plan) {
		return new PlanView(plan.mode().name().toLowerCase(Locale.ROOT), plan.track(), plan.language(), plan.filters(),
				plan.sampleRate(), plan.channels(), plan.bitrate(), plan.quality(), plan.expectedMillis(),
				plan.expectedBytes());
	}

}
