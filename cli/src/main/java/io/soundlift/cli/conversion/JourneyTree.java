package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.Sizes;

/**
 * Writes a journey as lines of text: a line for each step, its parts below it.
 */
final class JourneyTree {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

	private static final String INDENT = "  ";

	private final PrintWriter out;

	private final ZoneId zone;

	JourneyTree(PrintWriter out, ZoneId zone) {
		this.out = out;
		this.zone = zone;
	}

	void print(Journey journey) {
		boolean running = journey.steps().stream().anyMatch((step) -> "RUNNING".equals(step.status()));
		this.out.printf("%s, %s %s since %s, trace %s%n", journey.state(), running ? "so far" : "in all",
				Durations.describe(journey.durationMillis()), TIME.format(journey.startedAt().atZone(this.zone)),
				journey.traceId());
		Map<String, Integer> depths = new HashMap<>();
		int width = 0;
		for (Journey.Step step : journey.steps()) {
			int depth = (step.parentId() != null) ? depths.getOrDefault(step.parentId(), -1) + 1 : 0;
			depths.put(step.id(), depth);
			width = Math.max(width, depth * INDENT.length() + step.name().length());
		}
		for (Journey.Step step : journey.steps()) {
			String name = INDENT.repeat(depths.getOrDefault(step.id(), 0)) + step.name();
			this.out.printf("%10s %10s  %-" + Math.max(1, width) + "s  %s%n",
					"+" + Durations.describe(step.offsetMillis()), Durations.describe(step.durationMillis()), name,
					String.join(", ", details(step)));
		}
		for (Journey.Download download : journey.downloads()) {
			this.out.printf("Downloaded %s, in %s%s%n", TIME.format(download.startedAt().atZone(this.zone)),
					Durations.describe(download.durationMillis()),
					"FAILED".equals(download.status()) ? ", failed" : "");
		}
		if (journey.truncated()) {
			this.out.println("There is more than is shown here.");
		}
		if (journey.links().grafana() != null) {
			this.out.println("Grafana: " + journey.links().grafana());
		}
	}

	private static List<String> details(Journey.Step step) {
		List<String> details = new ArrayList<>();
		details.add(step.service());
		if (!"OK".equals(step.status())) {
			details.add(step.status().toLowerCase(Locale.ROOT));
		}
		step.attributes()
			.forEach((name, value) -> details
				.add(name.endsWith("Bytes") ? Sizes.describe(number(value)) : name + " " + Objects.toString(value)));
		return details;
	}

	private static long number(Object value) {
		return (value instanceof Number number) ? number.longValue() : 0;
	}

}
