package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ffmpeg executable that can create MP3s.
 *
 * @param path the executable
 * @param version its version, as it reports it
 * @param origin where it comes from
 */
public record Ffmpeg(Path path, String version, Origin origin) {

	/** As in {@code 5.1.6-0+deb12u1} and {@code n7.1}; snapshots have no such number. */
	private static final Pattern RELEASE = Pattern.compile("n?(\\d{1,4})\\.\\d.*");

	/** Major version of the oldest release without a warning, of January 2022. */
	private static final int RECENT = 5;

	/**
	 * Returns a warning against using this ffmpeg for untrusted files.
	 * @return a sentence; empty if nothing is known to be wrong
	 */
	Optional<String> warning() {
		if (this.origin == Origin.BUNDLED) {
			return Optional.of("ffmpeg " + this.version + " of " + BundledFfmpeg.RELEASED
					+ ", which JAVE2 ships, gets no security updates. Install ffmpeg on this machine.");
		}
		Matcher release = RELEASE.matcher(this.version);
		if (release.matches() && Integer.parseInt(release.group(1)) < RECENT) {
			return Optional.of("ffmpeg " + this.version + " is older than 5.0 of 2022-01-17, and its makers no longer "
					+ "maintain it. Install a newer one, unless your system's distributor still does.");
		}
		return Optional.empty();
	}

	/**
	 * Where an ffmpeg comes from.
	 */
	public enum Origin {

		/** Named in the configuration. */
		CONFIGURED,

		/** Installed on the system. */
		SYSTEM,

		/** Shipped with JAVE2. */
		BUNDLED

	}

}
