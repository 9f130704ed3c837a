package io.soundlift.cli.local;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Report of the converter's ffmpeg and of the active isolation layers, as determined at
 * its start.
 */
final class FfmpegReport {

	private FfmpegReport() {
	}

	/**
	 * Returns the report of a converter.
	 * @param converter the converter; {@code null} if there is none
	 * @return lines for people; empty if it does not respond
	 * @throws InterruptedException if the command is being ended
	 */
	static List<String> of(RunRecord.@Nullable Service converter) throws InterruptedException {
		if (converter == null) {
			return List.of();
		}
		String answer = new ManagementPort(converter.managementUrl()).get("/actuator/info")
			.map(HttpResponse::body)
			.orElse("{}");
		try {
			Info info = JsonMapper.shared().readValue(answer, Info.class);
			return (info.ffmpeg() != null) ? info.ffmpeg().lines() : List.of();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	/**
	 * Response of the converter.
	 *
	 * @param ffmpeg its information about ffmpeg; {@code null} if none
	 */
	private record Info(@Nullable Ffmpeg ffmpeg) {
	}

	/**
	 * The converter's information about ffmpeg.
	 *
	 * @param version its version
	 * @param origin where it comes from
	 * @param warning a warning about it; {@code null} for none
	 * @param isolationLayers the active isolation layers
	 * @param missingIsolationLayers the others, each with the reason
	 */
	private record Ffmpeg(@Nullable String version, @Nullable String origin, @Nullable String warning,
			@Nullable List<String> isolationLayers, @Nullable Map<String, String> missingIsolationLayers) {

		List<String> lines() {
			List<String> lines = new ArrayList<>();
			lines.add("ffmpeg " + this.version + ", " + source());
			if (this.warning != null) {
				lines.add("  " + this.warning);
			}
			List<String> active = Objects.requireNonNullElse(this.isolationLayers, List.of());
			lines.add("  Isolation layers: " + (active.isEmpty() ? "none" : String.join(", ", active)));
			new TreeMap<>(Objects.requireNonNullElse(this.missingIsolationLayers, Map.<String, String>of()))
				.forEach((layer, reason) -> lines.add("  Missing isolation layer: " + layer + ": " + reason));
			return lines;
		}

		private String source() {
			return switch (Objects.requireNonNullElse(this.origin, "")) {
				case "SYSTEM" -> "installed on this machine";
				case "CONFIGURED" -> "named in the configuration";
				case "BUNDLED" -> "bundled with Soundlift";
				default -> "of unknown origin";
			};
		}

	}

}
