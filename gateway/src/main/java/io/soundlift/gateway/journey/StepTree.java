package io.soundlift.gateway.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.soundlift.gateway.journey.JourneyView.Status;
import io.soundlift.gateway.journey.JourneyView.StepView;
import io.soundlift.journey.trace.MessagingAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Steps made out of the spans of a journey: spans that are no steps are left out, and
 * each step is below the one that it is a part of. What follows by message is a part of
 * nothing, even though its span has a parent.
 */
final class StepTree {

	private static final double NANOS_PER_MICRO = 1000.0;

	private final Map<String, RecordedSpan> spans = new LinkedHashMap<>();

	private final Map<String, List<RecordedSpan>> parts = new HashMap<>();

	private final Set<String> failed = new HashSet<>();

	private final Instant start;

	private final Instant end;

	/**
	 * A tree.
	 * @param spans all spans of the journey
	 * @param otherwise when the journey began if none of them is a step
	 */
	StepTree(List<RecordedSpan> spans, Instant otherwise) {
		spans.forEach((span) -> this.spans.put(span.spanId(), span));
		List<RecordedSpan> steps = spans.stream()
			.filter((span) -> span.step().isPresent())
			.sorted(Comparator.comparing(RecordedSpan::start).thenComparing(RecordedSpan::spanId))
			.toList();
		this.start = steps.stream().map(RecordedSpan::start).min(Comparator.naturalOrder()).orElse(otherwise);
		this.end = steps.stream().map(RecordedSpan::end).max(Comparator.naturalOrder()).orElse(this.start);
		for (RecordedSpan step : steps) {
			RecordedSpan whole = whole(step);
			this.parts.computeIfAbsent((whole != null) ? whole.spanId() : "", (id) -> new ArrayList<>()).add(step);
		}
		steps.forEach(this::markFailed);
	}

	private @Nullable RecordedSpan whole(RecordedSpan step) {
		Set<String> seen = new HashSet<>(Set.of(step.spanId()));
		RecordedSpan outer = this.spans.get(step.parentSpanId());
		while (outer != null && seen.add(outer.spanId()) && outer.service().equals(step.service())) {
			if (outer.step().isPresent()) {
				return step.start().isBefore(outer.end()) ? outer : null;
			}
			outer = this.spans.get(outer.parentSpanId());
		}
		return null;
	}

	private void markFailed(RecordedSpan step) {
		if (step.step().filter((known) -> known.hasFailed(step)).isPresent()) {
			RecordedSpan each = step;
			while (each != null && this.failed.add(each.spanId())) {
				// an attempt is no better than its parts
				each = whole(each);
			}
		}
	}

	Instant start() {
		return this.start;
	}

	double durationMillis() {
		return millis(Duration.between(this.start, this.end));
	}

	/**
	 * Returns the steps in the order in which people read them.
	 * @return the steps by their beginnings, each before its parts
	 */
	List<StepView> steps() {
		List<StepView> views = new ArrayList<>();
		addParts(null, views);
		return views;
	}

	private void addParts(@Nullable String wholeId, List<StepView> views) {
		for (RecordedSpan span : this.parts.getOrDefault((wholeId != null) ? wholeId : "", List.of())) {
			span.step().ifPresent((step) -> views.add(view(span, step, wholeId)));
			addParts(span.spanId(), views);
		}
	}

	private StepView view(RecordedSpan span, Step step, @Nullable String wholeId) {
		Map<String, String> attributes = new HashMap<>(span.attributes());
		if (isRedelivered(span)) {
			attributes.put(MessagingAttributes.REDELIVERED, "true");
		}
		return new StepView(span.spanId(), wholeId, step.describe(span), step.technicalName(), span.service(),
				millis(Duration.between(this.start, span.start())), millis(span.duration()), status(span),
				StepAttribute.pick(attributes));
	}

	private Status status(RecordedSpan span) {
		if (!span.ended()) {
			return Status.RUNNING;
		}
		return this.failed.contains(span.spanId()) ? Status.FAILED : Status.OK;
	}

	/**
	 * Returns whether a step is what a message led to that had been delivered before.
	 */
	private boolean isRedelivered(RecordedSpan step) {
		Set<String> seen = new HashSet<>(Set.of(step.spanId()));
		RecordedSpan outer = this.spans.get(step.parentSpanId());
		while (outer != null && seen.add(outer.spanId()) && outer.step().isEmpty()) {
			String redelivered = outer.attribute(MessagingAttributes.REDELIVERED);
			if (redelivered != null) {
				return Boolean.parseBoolean(redelivered);
			}
			outer = this.spans.get(outer.parentSpanId());
		}
		return false;
	}

	/**
	 * Writes a time as the API does: milliseconds with three places.
	 * @param duration a time
	 * @return milliseconds
	 */
	static double millis(Duration duration) {
		return Math.round(duration.toNanos() / NANOS_PER_MICRO) / 1000.0;
	}

}
