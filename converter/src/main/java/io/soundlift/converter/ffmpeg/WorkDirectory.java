package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * The folder that holds the folders of all conversions.
 * <p>
 * Each converter has a folder of its own in it with a lock file. A folder whose lock is
 * free was left behind by a converter that died, and is deleted at the next start. (The
 * system releases a lock when its process ends; a process id could have been reused.) The
 * lock file gets its name when it is locked, and loses it before it is released: a folder
 * without it belongs to a converter that starts or ends, unless it is old.
 */
final class WorkDirectory implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WorkDirectory.class);

	private static final String PREFIX = "converter-";

	private static final String LOCK = "lock";

	/** Folders of converters of this process: who closes a file gives up its locks. */
	private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

	private final Path root;

	private final Path own;

	private final FileChannel lock;

	private WorkDirectory(Path root, Path own, FileChannel lock) {
		this.root = root;
		this.own = own;
		this.lock = lock;
	}

	/**
	 * Opens a work directory, and deletes the leftovers of dead converters.
	 * @param root the folder, which is made if it doesn't exist
	 * @return the work directory
	 * @throws UncheckedIOException if it can't be used or belongs to another user
	 */
	static WorkDirectory open(Path root) {
		try {
			Path folder = root.toAbsolutePath();
			if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
				Files.createDirectories(folder, privately());
			}
			checkOwner(folder);
			deleteLeftovers(folder);
			Path own = Files.createTempDirectory(folder, PREFIX, privately());
			OF_THIS_PROCESS.add(own);
			return new WorkDirectory(folder, own, lock(own));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Can't use the work directory " + root
					+ " (soundlift.converter.work-directory): " + ex.getMessage(), ex);
		}
	}

	private static FileChannel lock(Path own) throws IOException {
		Path file = own.resolve(LOCK + ".new");
		FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		lock.lock();
		Files.move(file, own.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
		return lock;
	}

	private static void checkOwner(Path folder) throws IOException {
		Path probe = Files.createTempFile(folder, "owner-", null, new FileAttribute<?>[0]);
		try {
			if (!Files.getOwner(folder).equals(Files.getOwner(probe))) {
				throw new IOException("it belongs to " + Files.getOwner(folder).getName());
			}
		}
		finally {
			Files.delete(probe);
		}
	}

	private static void deleteLeftovers(Path folder) throws IOException {
		try (DirectoryStream<Path> converters = Files.newDirectoryStream(folder, PREFIX + "*")) {
			for (Path converter : converters) {
				if (!OF_THIS_PROCESS.contains(converter)) {
					deleteIfDead(converter);
				}
			}
		}
	}

	private static void deleteIfDead(Path converter) {
		try {
			if (isDead(converter)) {
				logger.info("Deletes {}, which a converter that died has left", converter);
				FileSystemUtils.deleteRecursively(converter);
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("{} is being deleted by another converter", converter, ex);
		}
		catch (IOException ex) {
			logger.warn("Can't delete {}, which a converter that died has left", converter, ex);
		}
	}

	private static boolean isDead(Path converter) throws IOException {
		Path file = converter.resolve(LOCK);
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
			return isOld(converter);
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			// without its name, it was released by a converter that ends
			return channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
		}
	}

	private static boolean isOld(Path converter) throws IOException {
		// a folder that has just changed is about to be locked or deleted
		return Files.getLastModifiedTime(converter).toMillis() < System.currentTimeMillis() - 60_000;
	}

	private static FileAttribute<?>[] privately() {
		if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")) };
	}

	/**
	 * Returns the folder that all converters of this user share.
	 * @return an absolute path
	 */
	Path root() {
		return this.root;
	}

	/**
	 * Returns the folder of this converter, which exists as long as the converter runs.
	 * @return an absolute path
	 */
	Path own() {
		return this.own;
	}

	/**
	 * Returns the free space on its disk.
	 * @return number of bytes that can be written
	 * @throws UncheckedIOException if that is not known
	 */
	long usableBytes() {
		try {
			return Files.getFileStore(this.own).getUsableSpace();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Creates an empty folder for one conversion.
	 * @return the folder
	 * @throws UncheckedIOException if it can't be made
	 */
	JobDirectory newJob() {
		try {
			return new JobDirectory(Files.createTempDirectory(this.own, "job-", privately()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		Files.deleteIfExists(this.own.resolve(LOCK));
		this.lock.close();
		FileSystemUtils.deleteRecursively(this.own);
		OF_THIS_PROCESS.remove(this.own);
	}

}
