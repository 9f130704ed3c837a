package io.soundlift.gateway.journey;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.journey.JourneyView.DownloadView;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Journeys of conversions, built from the records of the services.
 */
@Component
final class Journeys {

	/** Margin around the journey in the dashboard. */
	private static final Duration MARGIN = Duration.ofMinutes(10);

	private final MailSteps mails;

	private final @Nullable URI grafana;

	private final Clock clock;

	Journeys(MailSteps mails, GatewayProperties properties, Clock clock) {
		this.mails = mails;
		this.grafana = properties.grafanaUrl();
		this.clock = clock;
	}

	/**
	 * Returns the journey of a conversion, finished or not.
	 * @param conversion a conversion of the account that requests it
	 * @return its journey
	 */
	JourneyView of(Conversion conversion) {
		Instant now = this.clock.instant();
		List<JourneyStep> steps = new ArrayList<>(DerivedSteps.of(conversion));
		steps.addAll(this.mails.of(conversion.id()));
		StepTree tree = new StepTree(steps, conversion.createdAt(), now);
		List<DownloadView> downloads = conversion.journey()
			.downloads()
			.stream()
			.sorted(Comparator.comparing(JourneyStep::startedAt).reversed())
			.map(Journeys::view)
			.toList();
		return new JourneyView(conversion.id(), conversion.state(), conversion.traceId(), tree.start(),
				tree.durationMillis(), tree.steps(), downloads,
				conversion.journey().steps().size() >= JourneyLog.MAX_STEPS,
				new JourneyView.Links(dashboard(conversion, now)));
	}

	private static DownloadView view(JourneyStep download) {
		Instant end = Objects.requireNonNullElse(download.endedAt(), download.startedAt());
		Step step = Step.of(download).orElse(Step.DOWNLOAD);
		return new DownloadView((String) download.attributes().get("traceId"), step.describe(download), download.name(),
				download.service(), download.startedAt(), StepTree.millis(download.startedAt(), end),
				StepTree.status(download));
	}

	private @Nullable URI dashboard(Conversion conversion, Instant now) {
		if (this.grafana == null) {
			return null;
		}
		Instant end = Objects.requireNonNullElse(conversion.finishedAt(), now);
		return UriComponentsBuilder.fromUri(this.grafana)
			.pathSegment("d", "soundlift-journey")
			.queryParam("var-conversion_id", conversion.id())
			.queryParam("from", conversion.createdAt().minus(MARGIN).toEpochMilli())
			.queryParam("to", end.plus(MARGIN).toEpochMilli())
			.build()
			.toUri();
	}

}
