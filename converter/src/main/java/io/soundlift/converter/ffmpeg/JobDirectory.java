package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * The folder of one conversion, accessible only to this user and deleted with the
 * conversion.
 *
 * @param path the folder
 */
record JobDirectory(Path path) implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JobDirectory.class);

	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.path);
		}
		catch (IOException ex) {
			logger.warn("Could not delete {}; it will be deleted at the next start", this.path, ex);
		}
	}

}
