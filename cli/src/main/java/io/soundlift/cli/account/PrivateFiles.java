package io.soundlift.cli.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * Files that only their owner may read.
 */
public final class PrivateFiles {

	private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private static final String OWNER_ONLY = "rwx------";

	private PrivateFiles() {
	}

	/**
	 * Replaces a file atomically, with mode 0600.
	 * @param file the file; its directory is created, with mode 0700, when absent
	 * @param content the new content
	 * @throws IOException if the file can't be written
	 */
	public static void write(Path file, String content) throws IOException {
		Path directory = createDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
		Path temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp", attributes("rw-------"));
		try {
			// synced to disk before the old content is replaced: secrets can't be
			// recreated
			Files.write(temporary, content.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE,
					StandardOpenOption.SYNC);
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Creates a directory with mode 0700, with its parents, unless it exists.
	 * @param directory the directory
	 * @return the directory
	 * @throws IOException if it can't be created
	 */
	public static Path createDirectory(Path directory) throws IOException {
		if (Files.isDirectory(directory)) {
			return directory;
		}
		return Files.createDirectories(directory, attributes(OWNER_ONLY));
	}

	/**
	 * Creates a directory as above, or removes the permissions of others if it exists.
	 * @param directory the directory
	 * @throws IOException if it can't be created, or belongs to another user
	 */
	public static void createOwnDirectory(Path directory) throws IOException {
		createDirectory(directory);
		if (POSIX) {
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNER_ONLY));
		}
	}

	private static FileAttribute<?>[] attributes(String permissions) {
		return POSIX
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
