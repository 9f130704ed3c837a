package io.soundlift.gateway.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.trace.JourneyAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What is known although no span tells it: how long a conversion waited, and what is
 * going on now. A span is told when it has ended, and its parts before it.
 */
final class DerivedSpans {

	private DerivedSpans() {
	}

	/**
	 * Adds to the spans of a conversion.
	 * @param spans the recorded spans
	 * @param conversion the conversion
	 * @param now the present time
	 * @return the recorded spans and more
	 */
	static List<RecordedSpan> addTo(List<RecordedSpan> spans, Conversion conversion, Instant now) {
		List<RecordedSpan> all = new ArrayList<>(spans);
		spans.stream().filter(isStep(Step.CONVERT)).forEach((convert) -> {
			String wait = convert.attribute(JourneyAttributes.QUEUE_WAIT);
			if (wait != null && wait.matches("\\d{1,12}")) {
				all.add(RecordedSpan.derived(convert.spanId() + "-wait", Step.WAIT,
						convert.start().minusMillis(Long.parseLong(wait)), convert.start(), true, Map.of()));
			}
		});
		if (conversion.state() == ConversionState.CONVERTING) {
			running(spans, conversion, now).ifPresent(all::add);
		}
		else if (conversion.state() == ConversionState.QUEUED) {
			all.add(RecordedSpan.derived("waiting", Step.WAIT, queuedAt(spans, conversion), now, false, Map.of()));
		}
		return all;
	}

	private static Optional<RecordedSpan> running(List<RecordedSpan> spans, Conversion conversion, Instant now) {
		String attempt = Integer.toString(conversion.attempt());
		if (spans.stream()
			.filter(isStep(Step.CONVERT))
			.anyMatch((convert) -> attempt.equals(convert.attribute(JourneyAttributes.ATTEMPT)))) {
			return Optional.empty();
		}
		RecordedSpan part = firstPart(spans);
		// a later attempt can't have begun before it was due
		Instant claimed = (conversion.attempt() > 1) ? conversion.notBefore() : conversion.startedAt();
		Instant known = (claimed != null) ? claimed : queuedAt(spans, conversion);
		Instant start = (part != null && (conversion.attempt() > 1 || part.start().isBefore(known))) ? part.start()
				: known;
		return Optional.of(RecordedSpan.derived((part != null) ? part.parentSpanId() : "converting", Step.CONVERT,
				start, now, false, Map.of(JourneyAttributes.ATTEMPT, attempt)));
	}

	/**
	 * Finds the first part of the attempt that is going on, the span of which has not
	 * come.
	 */
	private static @Nullable RecordedSpan firstPart(List<RecordedSpan> spans) {
		Set<String> ids = spans.stream().map(RecordedSpan::spanId).collect(Collectors.toSet());
		List<RecordedSpan> orphans = spans.stream()
			.filter(isStep(Step.FETCH).or(isStep(Step.PROBE)).or(isStep(Step.ENCODE)).or(isStep(Step.STORE_MP3)))
			.filter((span) -> !span.parentSpanId().isEmpty() && !ids.contains(span.parentSpanId()))
			.sorted(Comparator.comparing(RecordedSpan::start))
			.toList();
		if (orphans.isEmpty()) {
			return null;
		}
		String latest = orphans.get(orphans.size() - 1).parentSpanId();
		return orphans.stream().filter((span) -> span.parentSpanId().equals(latest)).findFirst().orElse(null);
	}

	private static Instant queuedAt(List<RecordedSpan> spans, Conversion conversion) {
		return spans.stream()
			.filter(isStep(Step.CONVERT))
			.map(RecordedSpan::end)
			.max(Comparator.naturalOrder())
			.orElse(conversion.createdAt());
	}

	private static Predicate<RecordedSpan> isStep(Step step) {
		return (span) -> span.step().filter((found) -> found == step).isPresent();
	}

	/**
	 * Returns whether spans of a conversion may still be on their way.
	 * @param conversion the conversion
	 * @param now the present time
	 * @return {@code true} while it is live and a little longer
	 */
	static boolean mayStillCome(Conversion conversion, Instant now) {
		Instant finishedAt = conversion.finishedAt();
		return finishedAt == null || Duration.between(finishedAt, now).compareTo(Duration.ofMinutes(1)) < 0;
	}

}
