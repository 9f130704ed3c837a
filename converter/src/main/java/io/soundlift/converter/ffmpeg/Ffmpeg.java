package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;

/**
 * An executable of ffmpeg that can make MP3s.
 *
 * @param path the executable
 * @param version what it calls its version
 * @param origin where it comes from
 */
record Ffmpeg(Path path, String version, Origin origin) {

	/**
	 * Where an ffmpeg comes from.
	 */
	enum Origin {

		/** Named in the configuration. */
		CONFIGURED,

		/** Installed on the system. */
		SYSTEM,

		/** Shipped with JAVE2. */
		BUNDLED

	}

}
