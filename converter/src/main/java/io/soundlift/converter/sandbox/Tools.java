package io.soundlift.converter.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Programs of this system, such as those that set up isolation layers.
 *
 * @param searchPath folders, as in {@code PATH}
 */
public record Tools(String searchPath) {

	/**
	 * Finds a program.
	 * @param name its name
	 * @return its path, empty if there is none
	 */
	public Optional<String> find(String name) {
		return Arrays.stream(this.searchPath.split(File.pathSeparator))
			.filter((folder) -> !folder.isBlank())
			.flatMap((folder) -> path(folder, name).stream())
			.filter((path) -> Files.isRegularFile(path) && Files.isExecutable(path))
			.map((path) -> path.toAbsolutePath().toString())
			.findFirst();
	}

	private static Optional<Path> path(String folder, String name) {
		try {
			return Optional.of(Path.of(folder, name));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

}
