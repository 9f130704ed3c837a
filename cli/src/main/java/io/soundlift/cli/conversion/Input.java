package io.soundlift.cli.conversion;

import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * A file to convert.
 *
 * @param file the video
 * @param target target of its MP3
 */
record Input(Path file, Path target) {

	/**
	 * Verifies that the video can be read.
	 * @throws CommandException if it can't
	 */
	void requireReadable() {
		if (!Files.isRegularFile(this.file)) {
			throw new CommandException(ExitCode.FILE,
					Files.exists(this.file) ? this.file + " is not a file." : "There is no file " + this.file + ".");
		}
		if (!Files.isReadable(this.file)) {
			throw new CommandException(ExitCode.FILE, this.file + " can't be read.");
		}
	}

	/**
	 * Returns the video's name as given by the user.
	 */
	String name() {
		return this.file.getFileName().toString();
	}

	/**
	 * Returns the size of the video; 0 if it can't be read.
	 */
	long sizeBytes() {
		return this.file.toFile().length();
	}

	/**
	 * Returns whether the MP3 would replace the video itself.
	 */
	boolean isItsOwnTarget() {
		return this.file.toAbsolutePath().normalize().equals(this.target.toAbsolutePath().normalize());
	}

}
