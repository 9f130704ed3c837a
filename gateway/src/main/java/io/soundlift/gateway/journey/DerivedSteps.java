package io.soundlift.gateway.journey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.trace.JourneyStep;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are derived from other fields of a conversion: the running step, the time
 * that it waited, and the attempts of conversions that earlier versions have stored.
 */
final class DerivedSteps {

	private final Conversion conversion;

	private final List<JourneyStep> steps;

	private DerivedSteps(Conversion conversion) {
		this.conversion = conversion;
		this.steps = new ArrayList<>(conversion.journey().steps());
	}

	/**
	 * Returns the steps of a conversion.
	 * @param conversion the conversion
	 * @return what is recorded on it and what follows from it, in no order
	 */
	static List<JourneyStep> of(Conversion conversion) {
		DerivedSteps derived = new DerivedSteps(conversion);
		derived.addAttempt();
		derived.addPublishing("gateway", EventType.VIDEO_UPLOADED, conversion.outbox().videoUploaded());
		derived.addPublishing("converter", EventType.CONVERSION_FINISHED, conversion.outbox().conversionFinished());
		derived.addWaits();
		return derived.steps;
	}

	private void addAttempt() {
		JourneyStep running = this.conversion.journey().running();
		Map<String, Object> attributes = new HashMap<>(Map.of("attempt", this.conversion.attempt()));
		if (this.conversion.state() == ConversionState.CONVERTING && running != null) {
			attributes.putAll(running.attributes());
			this.steps.add(new JourneyStep(running.stepId(), running.name(), running.service(), running.startedAt(),
					null, false, attributes, running.parts()));
		}
		else if (this.conversion.startedAt() != null && this.conversion.state() != ConversionState.QUEUED
				&& this.steps.stream().noneMatch(Step.CONVERT::isNameOf)) {
			if (this.conversion.failure() != null) {
				attributes.put("failureCode", this.conversion.failure().code());
			}
			this.steps.add(Step.CONVERT.derived("attempt", "converter", this.conversion.startedAt(),
					this.conversion.finishedAt(), attributes));
		}
	}

	private void addPublishing(String service, EventType event, @Nullable OutboxEntry entry) {
		if (entry != null && entry.dueAt() != null && entry.publishedAt() == null) {
			this.steps.add(Step.PUBLISH.derived(event.slot(), service, entry.createdAt(), null,
					Map.of("event", event.slot(), "tries", entry.tries())));
		}
	}

	private void addWaits() {
		List<JourneyStep> attempts = this.steps.stream().filter(Step.CONVERT::isNameOf).toList();
		for (JourneyStep attempt : attempts) {
			if (attempt.attributes().get("queueWaitMillis") instanceof Number wait) {
				this.steps.add(Step.WAIT.derived(attempt.stepId() + "-wait", "converter",
						attempt.startedAt().minusMillis(wait.longValue()), attempt.startedAt(), Map.of()));
			}
		}
		if (this.conversion.state() == ConversionState.QUEUED) {
			Instant since = attempts.stream()
				.map(JourneyStep::endedAt)
				.filter(Objects::nonNull)
				.max(Instant::compareTo)
				.orElse(this.conversion.createdAt());
			this.steps.add(Step.WAIT.derived("waiting", "converter", since, null, Map.of()));
		}
	}

}
