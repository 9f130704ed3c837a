package io.soundlift.gateway.journey;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.journey.JourneyView.DownloadView;
import io.soundlift.gateway.journey.JourneyView.Status;
import io.soundlift.gateway.journey.JourneyView.StepView;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.trace.JourneyAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Journeys of conversions.
 */
@Component
final class Journeys {

	private static final Logger logger = LoggerFactory.getLogger(Journeys.class);

	private static final int MAX_STEPS = 300;

	private static final int MAX_DOWNLOADS = 10;

	private static final Duration MAX_TIME_FOR_DOWNLOADS = Duration.ofSeconds(2);

	private static final Duration RETRY = Duration.ofSeconds(10);

	/** Clocks of services differ a little. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	private final TempoClient tempo;

	private final @Nullable URI grafana;

	private final Clock clock;

	Journeys(TempoClient tempo, GatewayProperties properties, Clock clock) {
		this.tempo = tempo;
		this.grafana = properties.grafanaUrl();
		this.clock = clock;
	}

	/**
	 * Returns how a conversion went, or goes.
	 * @param conversion the conversion, of whoever asks
	 * @return its journey
	 * @throws Problem {@link ProblemType#JOURNEY_NOT_RECORDED} or
	 * {@link ProblemType#JOURNEY_UNAVAILABLE}
	 */
	JourneyView of(Conversion conversion) {
		String traceId = conversion.traceId();
		if (!this.tempo.isConfigured() || traceId == null) {
			throw notRecorded();
		}
		Instant now = this.clock.instant();
		List<RecordedSpan> spans = spans(conversion, traceId, now);
		StepTree tree = new StepTree(DerivedSpans.addTo(spans, conversion, now), conversion.createdAt());
		List<StepView> steps = tree.steps();
		List<DownloadView> downloads = new ArrayList<>();
		boolean complete = conversion.state() != ConversionState.COMPLETED
				|| addDownloads(conversion, traceId, now, downloads);
		downloads.sort(Comparator.comparing(DownloadView::startedAt).reversed());
		return new JourneyView(conversion.id(), conversion.state(), traceId, tree.start(), tree.durationMillis(),
				steps.subList(0, Math.min(MAX_STEPS, steps.size())), downloads, !complete || steps.size() > MAX_STEPS,
				new JourneyView.Links(dashboard(conversion, now)));
	}

	private List<RecordedSpan> spans(Conversion conversion, String traceId, Instant now) {
		try {
			Optional<List<RecordedSpan>> found = this.tempo.trace(traceId);
			if (found.isEmpty() && !DerivedSpans.mayStillCome(conversion, now)) {
				throw notRecorded();
			}
			return found.orElse(List.of()).stream().filter((span) -> span.mayBelongTo(conversion.id())).toList();
		}
		catch (TempoException ex) {
			logger.warn("The trace of conversion {} can't be read", conversion.id(), ex);
			throw new Problem(ProblemType.JOURNEY_UNAVAILABLE,
					"What was recorded of the conversion can't be read at the moment. The conversion is not touched by that.",
					ex)
				.retryAfter(RETRY);
		}
	}

	/**
	 * Adds the downloads.
	 * @return whether these are all
	 */
	private boolean addDownloads(Conversion conversion, String traceId, Instant now, List<DownloadView> downloads) {
		Instant to = now.plus(MARGIN);
		Instant first = to.minus(TempoClient.MAX_SEARCH);
		Instant from = first.isBefore(conversion.createdAt()) ? conversion.createdAt() : first;
		long begin = System.nanoTime();
		try {
			List<String> found = this.tempo.search(conversion.id(), from, to, MAX_DOWNLOADS + 2);
			List<String> others = found.stream().filter((id) -> !id.equals(traceId)).toList();
			for (String id : others.subList(0, Math.min(MAX_DOWNLOADS, others.size()))) {
				if (System.nanoTime() - begin > MAX_TIME_FOR_DOWNLOADS.toNanos()) {
					return false;
				}
				this.tempo.trace(id)
					.orElse(List.of())
					.stream()
					.filter((span) -> isDownload(span, conversion.id(), traceId))
					.map((span) -> view(id, span))
					.forEach(downloads::add);
			}
			return others.size() <= MAX_DOWNLOADS;
		}
		catch (TempoException ex) {
			logger.warn("The downloads of conversion {} can't be read", conversion.id(), ex);
			return false;
		}
	}

	/**
	 * Returns whether a span is a download of this conversion, going by what the gateway
	 * itself has recorded after it had looked at the owner.
	 */
	private static boolean isDownload(RecordedSpan span, String conversionId, String traceId) {
		return span.step().filter((step) -> step == Step.DOWNLOAD).isPresent()
				&& conversionId.equals(span.attribute(JourneyAttributes.CONVERSION_ID))
				&& span.linkedTraces().contains(traceId);
	}

	private static DownloadView view(String traceId, RecordedSpan span) {
		return new DownloadView(traceId, Step.DOWNLOAD.describe(span), span.name(), span.service(), span.start(),
				StepTree.millis(span.duration()), span.error() ? Status.FAILED : Status.OK);
	}

	private @Nullable URI dashboard(Conversion conversion, Instant now) {
		if (this.grafana == null) {
			return null;
		}
		Instant end = DerivedSpans.mayStillCome(conversion, now) ? now : conversion.finishedAt();
		return UriComponentsBuilder.fromUri(this.grafana)
			.pathSegment("d", "soundlift-journey")
			.queryParam("var-conversion_id", conversion.id())
			.queryParam("from", conversion.createdAt().minus(MARGIN.multipliedBy(10)).toEpochMilli())
			.queryParam("to", ((end != null) ? end : now).plus(MARGIN.multipliedBy(10)).toEpochMilli())
			.build()
			.toUri();
	}

	private static Problem notRecorded() {
		return new Problem(ProblemType.JOURNEY_NOT_RECORDED,
				"Nothing is recorded of how this conversion went: it is too long ago, or this system keeps no traces.");
	}

}
