package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.journey.conversion.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Turns a plan into what its owner is told of it.
 */
final class PlanRecord {

	private PlanRecord() {
	}

	static Plan of(ConversionPlan plan) {
		return of(plan, plan.mode());
	}

	/**
	 * Turns a plan that was carried out into what its owner is told of it.
	 * @param plan the plan
	 * @param done the way in which the MP3 was made in the end
	 */
	static Plan of(ConversionPlan plan, ConversionPlan.Mode done) {
		Plan.Mode mode = switch (done) {
			case COPY -> Plan.Mode.COPY;
			case WHOLE -> Plan.Mode.WHOLE;
			case CHUNKED -> Plan.Mode.CHUNKED;
		};
		Duration length = plan.expectedLength();
		return new Plan(mode, plan.track() + 1, plan.language(), plan.steps(), plan.sampleRate(), plan.channels(),
				bitrate(plan, done), quality(plan, done), (length != null) ? length.toMillis() : null,
				plan.expectedBytes());
	}

	private static @Nullable Integer bitrate(ConversionPlan plan, ConversionPlan.Mode done) {
		return (done != ConversionPlan.Mode.COPY && plan.encoding() instanceof Mp3Encoding.ConstantBitrate constant)
				? constant.bitrate() : null;
	}

	private static @Nullable Integer quality(ConversionPlan plan, ConversionPlan.Mode done) {
		return (done != ConversionPlan.Mode.COPY && plan.encoding() instanceof Mp3Encoding.VariableQuality variable)
				? variable.quality() : null;
	}

}
