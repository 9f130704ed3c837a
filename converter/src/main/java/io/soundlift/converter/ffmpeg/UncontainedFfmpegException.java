package io.soundlift.converter.ffmpeg;

import java.util.Map;

import io.soundlift.converter.sandbox.IsolationLayer;
import io.soundlift.start.StartException;

/**
 * Thrown at the start when only the bundled ffmpeg is available, and no isolation layer
 * denies it access to files or the network.
 */
final class UncontainedFfmpegException extends StartException {

	private static final String ACTION = "Install ffmpeg, or bubblewrap to contain the bundled one (on Debian and "
			+ "Ubuntu: apt install ffmpeg bubblewrap). To use the bundled one without these layers all the same, start "
			+ "with soundlift up --allow-bundled-ffmpeg-without-sandbox, or set "
			+ "soundlift.converter.ffmpeg.allow-bundled-without-sandbox=true "
			+ "(SOUNDLIFT_CONVERTER_FFMPEG_ALLOWBUNDLEDWITHOUTSANDBOX).";

	UncontainedFfmpegException(String version, Map<IsolationLayer, String> missing) {
		super("The bundled ffmpeg " + version + " of " + BundledFfmpeg.RELEASED
				+ " gets no security updates, so it is used only with the isolation layers FILES and NETWORK, which are"
				+ " missing: " + missing, ACTION, null);
	}

}
