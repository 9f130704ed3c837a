package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folder for the temporary files that stand in for standard input and output: an upload
 * needs a length, and an MP3 is verified before any of it is written out.
 */
final class SpoolFolder implements AutoCloseable {

	private final Path folder;

	private final Thread atExit = new Thread(this::remove);

	/**
	 * Creates an empty folder, which is deleted when this process ends.
	 * @throws IOException if it can't be created
	 */
	SpoolFolder() throws IOException {
		this.folder = Files.createTempDirectory("soundlift-");
		Runtime.getRuntime().addShutdownHook(this.atExit);
	}

	/**
	 * Returns the path of a file.
	 * @param name the file's name
	 * @return a file in the folder
	 */
	Path file(String name) {
		return this.folder.resolve(name);
	}

	private void remove() {
		if (!Files.exists(this.folder)) {
			return;
		}
		try (Stream<Path> files = Files.list(this.folder)) {
			List<Path> all = files.toList();
			for (Path file : all) {
				Files.deleteIfExists(file);
			}
			Files.deleteIfExists(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not remove " + this.folder, ex);
		}
	}

	@Override
	public void close() {
		remove();
		ConvertCommand.removeHook(this.atExit);
	}

}
