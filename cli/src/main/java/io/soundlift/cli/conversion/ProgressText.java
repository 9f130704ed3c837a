package io.soundlift.cli.conversion;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Progress of a running conversion as one line for people.
 */
final class ProgressText {

	private ProgressText() {
	}

	/**
	 * Formats the progress.
	 * @param conversion a running conversion
	 * @return the line
	 */
	static String of(Conversion conversion) {
		Conversion.Progress progress = conversion.progress();
		if ("QUEUED".equals(conversion.state())) {
			return "Waiting for a converter" + ((progress != null && progress.queuePosition() != null)
					? ", number %d in the queue".formatted(progress.queuePosition()) : "");
		}
		if (progress == null) {
			return "Converting";
		}
		StringBuilder line = new StringBuilder("Converting   ");
		line.append((progress.percent() != null) ? "%3d %%".formatted(progress.percent()) : "    ");
		if (progress.speed() != null) {
			line.append((progress.speed() < 10) ? String.format(Locale.ROOT, "  %.1fx", progress.speed())
					: String.format(Locale.ROOT, "  %.0fx", progress.speed()));
		}
		if (progress.secondsLeft() != null) {
			line.append("  ").append(describe(Duration.ofSeconds(progress.secondsLeft()))).append(" left");
		}
		String step = step(progress.phase());
		return line.append(step.isEmpty() ? "" : "  " + step).toString();
	}

	private static String step(@Nullable String phase) {
		if (phase == null) {
			return "";
		}
		return switch (phase) {
			case "FETCHING" -> "fetching the video";
			case "PROBING" -> "looking into the video";
			case "WAITING" -> "waiting for other conversions";
			case "STORING" -> "storing the MP3";
			// encoding is the default, and a newer server may have more phases
			default -> "";
		};
	}

	/**
	 * Formats a remaining time, such as {@code 1:30} or {@code 1:02:05}.
	 */
	static String describe(Duration time) {
		if (time.toHours() > 0) {
			return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
		}
		return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
	}

}
