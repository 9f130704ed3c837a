package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;

/**
 * Files that ffmpeg, uncontained, makes for tests.
 */
public final class TestFile {

	private TestFile() {
	}

	/**
	 * Creates a file.
	 * @param target the file, whose extension chooses its format
	 * @param arguments arguments of ffmpeg before the file
	 * @return the file
	 */
	public static Path of(Path target, Object... arguments) {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		command.add(target.toString());
		try {
			Process process = new ProcessBuilder(command).inheritIO().start();
			if (process.waitFor() != 0) {
				throw new IllegalStateException("ffmpeg failed: " + command);
			}
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
