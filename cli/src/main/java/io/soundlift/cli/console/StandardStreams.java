package io.soundlift.cli.console;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Standard input and output in place of files, denoted by the argument {@code -}.
 */
public final class StandardStreams {

	private static final int BUFFER_BYTES = 64 * 1024;

	private StandardStreams() {
	}

	/**
	 * Returns whether an argument denotes standard input or output.
	 * @param argument the argument; {@code null} for none
	 * @return whether it is {@code -}
	 */
	public static boolean isMeantBy(@Nullable Path argument) {
		return argument != null && argument.toString().equals("-");
	}

	/**
	 * Verifies that binary data may be written to standard output.
	 * @throws CommandException if it is a terminal
	 */
	public static void requireOutputForFiles() {
		if (TerminalSize.isStandardOutput()) {
			throw new CommandException(ExitCode.FILE,
					"Standard output is a terminal. Redirect it to a file or a pipe, or name a file with -o.");
		}
	}

	/**
	 * Copies standard input to its end.
	 * @param target the file to write, which does not exist
	 * @param progress shows how much was read
	 * @throws IOException if standard input can't be read or the file can't be written
	 */
	public static void copyInput(Path target, ProgressDisplay progress) throws IOException {
		InputStream input = new BufferedInputStream(System.in, BUFFER_BYTES);
		try (var file = Files.newOutputStream(target)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			long received = 0;
			for (int count = input.read(buffer); count != -1; count = input.read(buffer)) {
				file.write(buffer, 0, count);
				received += count;
				progress.update("Reading standard input  " + Sizes.describe(received));
			}
		}
	}

	/**
	 * Writes a file to standard output, and closes the stream.
	 * @param file the file
	 * @throws CommandException if not all of it can be written
	 */
	public static void copyToOutput(Path file) {
		try (OutputStream output = new FileOutputStream(FileDescriptor.out)) {
			Files.copy(file, output);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE,
					"The MP3 could not be written to standard output: " + ex.getMessage() + ".", ex);
		}
	}

}
