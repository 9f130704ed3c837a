package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system in memory that is soon full. Mounting it needs the rights of root.
 */
public final class SmallFileSystem implements AutoCloseable {

	private final Path folder;

	private SmallFileSystem(Path folder) {
		this.folder = folder;
	}

	/**
	 * Mounts a disk.
	 * @param mebibytes its size
	 * @return the disk; empty where this process may not mount
	 */
	public static Optional<SmallFileSystem> mount(int mebibytes) {
		try {
			Path folder = Files.createTempDirectory("tiny-disk");
			if (run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=0700", "tmpfs", folder.toString())) {
				return Optional.of(new SmallFileSystem(folder));
			}
			Files.delete(folder);
			return Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the folder that the disk is mounted at.
	 * @return the folder
	 */
	public Path folder() {
		return this.folder;
	}

	/**
	 * Fills the disk.
	 * @param leftBytes how much to leave free
	 * @return the file that fills it, which may be deleted
	 */
	public Path fill(long leftBytes) {
		Path filling = this.folder.resolve("filling");
		try {
			long bytes = Files.getFileStore(this.folder).getUsableSpace() - leftBytes;
			Files.write(filling, new byte[Math.toIntExact(bytes)]);
			return filling;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Unmounts the disk. Its contents are lost.
	 */
	@Override
	public void close() {
		try {
			// also while something has a file open
			if (!run("umount", "-l", this.folder.toString())) {
				throw new IllegalStateException("Unable to unmount " + this.folder);
			}
			Files.delete(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			// there is no such program
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
