package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.Sizes;

/**
 * Text form of a journey: a line for each step, followed by its parts.
 */
final class JourneyTree {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

	private static final String INDENT = "  ";

	private static final int NOTABLE_DELAY_MILLIS = 1000;

	private final PrintWriter out;

	private final ZoneId zone;

	JourneyTree(PrintWriter out, ZoneId zone) {
		this.out = out;
		this.zone = zone;
	}

	void print(Journey journey) {
		boolean running = journey.steps().stream().anyMatch((step) -> "RUNNING".equals(step.status()));
		this.out.printf("%s, %s %s since %s%s%n", journey.state(), running ? "so far" : "in all",
				Durations.describe(journey.durationMillis()), TIME.format(journey.startedAt().atZone(this.zone)),
				(journey.traceId() != null) ? ", trace " + journey.traceId() : "");
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
		new TreeMap<>(step.attributes()).forEach((name, value) -> {
			if (!isUsual(name, value)) {
				details.add(describe(name, value));
			}
		});
		return details;
	}

	/**
	 * Returns whether an attribute is redundant, by default or because the line already
	 * contains it.
	 */
	private static boolean isUsual(String name, Object value) {
		return switch (name) {
			// as in the name of the step
			case "attempt" -> true;
			// as in the step before
			case "queueWaitMillis" -> true;
			case "tries" -> number(value) <= 1;
			case "delayMillis" -> number(value) < NOTABLE_DELAY_MILLIS;
			case "mailResult" -> "sent".equals(value);
			default -> false;
		};
	}

	private static String describe(String name, Object value) {
		return switch (name) {
			case "videoBytes", "mp3Bytes" -> Sizes.describe((long) number(value));
			case "audioDurationMillis" -> Durations.describe(number(value)) + " of sound";
			case "encodeSpeed" -> String.format(Locale.ROOT, "%.1f times real time", number(value));
			case "mp3Bitrate" -> Math.round(number(value) / 1000) + " kbit/s";
			case "tries" -> "try " + value;
			case "delayMillis" -> Durations.describe(number(value)) + " late";
			case "videoFormat", "failureCode", "mailResult" -> value.toString();
			case "redelivered" -> "delivered again";
			case "claimLost" -> "taken over by another converter";
			// from a newer server
			default -> name + " " + value;
		};
	}

	private static double number(Object value) {
		return (value instanceof Number number) ? number.doubleValue() : 0;
	}

}
