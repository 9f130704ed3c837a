package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.journey.conversion.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Conversion of a plan into the form that is shown to the owner.
 */
final class PlanRecord {

	private PlanRecord() {
	}

	static Plan of(ConversionPlan plan) {
		return of(plan, plan.mode());
	}

	/**
	 * Converts a plan that was carried out into the form that is shown to its owner.
	 * @param plan the plan
	 * @param done the mode in which the MP3 was created in the end
	 */
	static Plan of(ConversionPlan plan, Plan.Mode done) {
		Duration length = plan.expectedLength();
		return new Plan(done, plan.track() + 1, plan.language(), plan.steps(), plan.sampleRate(), plan.channels(),
				bitrate(plan, done), quality(plan, done), (length != null) ? length.toMillis() : null,
				plan.expectedBytes());
	}

	private static @Nullable Integer bitrate(ConversionPlan plan, Plan.Mode done) {
		return (done != Plan.Mode.COPY && plan.encoding() instanceof Mp3Encoding.ConstantBitrate constant)
				? constant.bitrate() : null;
	}

	private static @Nullable Integer quality(ConversionPlan plan, Plan.Mode done) {
		return (done != Plan.Mode.COPY && plan.encoding() instanceof Mp3Encoding.VariableQuality variable)
				? variable.quality() : null;
	}

}
