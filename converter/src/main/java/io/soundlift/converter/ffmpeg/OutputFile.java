package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that ffmpeg writes by name, where a pipe is not sufficient. It is created before
 * ffmpeg starts, and read through the same handle, so that nothing is opened that a
 * compromised ffmpeg could have put in its place. Closing it deletes it.
 */
public final class OutputFile implements AutoCloseable {

	private final Path path;

	private final FileChannel channel;

	private OutputFile(Path path, FileChannel channel) {
		this.path = path;
		this.channel = channel;
	}

	/**
	 * Creates an empty file.
	 * @param path where to
	 * @return the file
	 * @throws UncheckedIOException if the path exists already, or the file can't be
	 * created
	 */
	static OutputFile create(Path path) {
		try {
			return new OutputFile(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
					StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the path under which ffmpeg writes it.
	 * @return an absolute path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Returns what ffmpeg has written.
	 * @return the content from its beginning; of any length
	 * @throws IOException if it can't be read
	 */
	public InputStream content() throws IOException {
		return Channels.newInputStream(this.channel.position(0));
	}

	@Override
	public void close() {
		try {
			this.channel.close();
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
