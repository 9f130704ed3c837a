package io.soundlift.gateway.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.soundlift.gateway.journey.JourneyView.Status;
import io.soundlift.gateway.journey.JourneyView.StepView;
import io.soundlift.journey.trace.JourneyStep;
import org.jspecify.annotations.Nullable;

/**
 * Steps in the order in which people read them, each below the one that it is a part of.
 */
final class StepTree {

	private final List<JourneyStep> steps;

	private final Instant now;

	private final Instant start;

	/**
	 * Creates a tree.
	 * @param steps all steps of the journey
	 * @param otherwise when the journey began if there is none
	 * @param now the present time
	 */
	StepTree(List<JourneyStep> steps, Instant otherwise, Instant now) {
		this.steps = steps.stream()
			.filter((step) -> Step.of(step).isPresent())
			.sorted(Comparator.comparing(JourneyStep::startedAt))
			.toList();
		this.now = now;
		this.start = this.steps.isEmpty() ? otherwise : this.steps.get(0).startedAt();
	}

	Instant start() {
		return this.start;
	}

	double durationMillis() {
		Instant end = this.steps.stream().map(this::end).max(Comparator.naturalOrder()).orElse(this.start);
		return millis(this.start, end);
	}

	/**
	 * Returns the steps in the order in which people read them.
	 * @return the steps by their beginnings, each before its parts
	 */
	List<StepView> steps() {
		List<StepView> views = new ArrayList<>();
		this.steps.forEach((step) -> add(step, null, views));
		return views;
	}

	private void add(JourneyStep recorded, @Nullable String wholeId, List<StepView> views) {
		Step.of(recorded).ifPresent((step) -> {
			Map<String, Object> attributes = new TreeMap<>(recorded.attributes());
			// as in the words
			attributes.remove("event");
			views.add(new StepView(recorded.stepId(), wholeId, step.describe(recorded), recorded.name(),
					recorded.service(), millis(this.start, recorded.startedAt()),
					millis(recorded.startedAt(), end(recorded)), status(recorded), attributes));
			recorded.parts().forEach((part) -> add(part, recorded.stepId(), views));
		});
	}

	private Instant end(JourneyStep step) {
		return Objects.requireNonNullElse(step.endedAt(), this.now);
	}

	/**
	 * Returns how a step went. An attempt is not better than its parts.
	 */
	static Status status(JourneyStep step) {
		if (step.endedAt() == null) {
			return Status.RUNNING;
		}
		return hasFailed(step) ? Status.FAILED : Status.OK;
	}

	private static boolean hasFailed(JourneyStep step) {
		Map<String, Object> attributes = step.attributes();
		return step.failed() || attributes.containsKey("failureCode") || attributes.containsKey("claimLost")
				|| !"sent".equals(attributes.getOrDefault("mailResult", "sent"))
				|| step.parts().stream().anyMatch(StepTree::hasFailed);
	}

	/**
	 * Returns a time in the form of the API. Clocks of services differ a little.
	 */
	static double millis(Instant from, Instant to) {
		return Math.max(0, Duration.between(from, to).toMillis());
	}

}
