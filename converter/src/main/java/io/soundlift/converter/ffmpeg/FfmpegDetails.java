package io.soundlift.converter.ffmpeg;

import java.util.LinkedHashMap;
import java.util.Map;

import io.soundlift.converter.sandbox.Sandbox;

/**
 * What operators are told of ffmpeg.
 */
final class FfmpegDetails {

	private FfmpegDetails() {
	}

	static Map<String, Object> of(Ffmpeg ffmpeg, Sandbox sandbox) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", ffmpeg.version());
		details.put("origin", ffmpeg.origin());
		ffmpeg.warning().ifPresent((warning) -> details.put("warning", warning));
		details.put("isolationLayers", sandbox.active());
		details.put("missingIsolationLayers", sandbox.missing());
		return details;
	}

}
