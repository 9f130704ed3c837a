package io.soundlift.converter.ffmpeg;

import java.io.Serial;
import java.util.Map;

import io.soundlift.converter.sandbox.Wall;

/**
 * Thrown at the start when only the bundled ffmpeg is there, and nothing keeps it from
 * files or the network.
 */
final class UncontainedFfmpegException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	UncontainedFfmpegException(String version, Map<Wall, String> missing) {
		super("The bundled ffmpeg " + version + " of " + BundledFfmpeg.RELEASED
				+ " gets no security updates, so it is used within the walls FILES and NETWORK only, which are missing: "
				+ missing);
	}

	/**
	 * Returns what an operator can do.
	 */
	String action() {
		return "Install ffmpeg, or bubblewrap to contain the bundled one (on Debian and Ubuntu: "
				+ "apt install ffmpeg bubblewrap). To use the bundled one without these walls all the same, start with "
				+ "soundlift up --allow-bundled-ffmpeg-without-walls, or set "
				+ "soundlift.converter.ffmpeg.allow-bundled-without-walls=true "
				+ "(SOUNDLIFT_CONVERTER_FFMPEG_ALLOWBUNDLEDWITHOUTWALLS).";
	}

}
