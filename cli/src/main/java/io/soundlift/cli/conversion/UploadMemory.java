package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.soundlift.cli.account.PrivateFiles;

/**
 * Store of the ids of unfinished uploads in a folder of this user, so that the same
 * command resumes them. Each has a file, named by a key that identifies the upload.
 */
final class UploadMemory {

	/** Servers keep unfinished uploads for a day after their last byte by default. */
	private static final Duration KEPT = Duration.ofDays(7);

	private static final int MAX_ID_LENGTH = 200;

	private final Path folder;

	UploadMemory(Path folder) {
		this.folder = folder;
	}

	/**
	 * Returns the store in the user's state folder
	 * ({@code $XDG_STATE_HOME/soundlift/uploads} or
	 * {@code ~/.local/state/soundlift/uploads}).
	 */
	static UploadMemory ofUser() {
		String configured = System.getenv("XDG_STATE_HOME");
		Path state = (configured != null && !configured.isBlank()) ? Path.of(configured)
				: Path.of(System.getProperty("user.home"), ".local", "state");
		return new UploadMemory(state.resolve("soundlift/uploads"));
	}

	/**
	 * Computes the key of an upload.
	 * @param server its target
	 * @param file the file, whose size and time of modification count
	 * @param options options of the MP3
	 * @return 64 hexadecimal digits
	 * @throws IOException if the file's attributes can't be read
	 */
	static String key(String server, Path file, Map<String, String> options) throws IOException {
		FileTime modified = Files.getLastModifiedTime(file);
		String all = String.join("\n", server, file.toRealPath().toString(), Long.toString(Files.size(file)),
				modified.toString(), new TreeMap<>(options).toString());
		return HexFormat.of().formatHex(Sha256.newDigest().digest(all.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Finds an upload.
	 * @param key its key
	 * @return its id; empty if none is stored
	 * @throws IOException if the folder can't be read
	 */
	Optional<String> find(String key) throws IOException {
		try {
			String id = Files.readString(this.folder.resolve(key)).strip();
			return id.matches("[A-Za-z0-9-]{1," + MAX_ID_LENGTH + "}") ? Optional.of(id) : Optional.empty();
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Stores an upload, and removes old ones.
	 * @param key its key
	 * @param id its id
	 * @throws IOException if the folder can't be written to
	 */
	void remember(String key, String id) throws IOException {
		PrivateFiles.write(this.folder.resolve(key), id + "\n");
		Instant limit = Instant.now().minus(KEPT);
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder)) {
			for (Path file : files) {
				if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
					Files.deleteIfExists(file);
				}
			}
		}
		catch (NoSuchFileException ex) {
			// another command has removed it at the same time
			return;
		}
	}

	/**
	 * Removes an upload. Does nothing if it is not stored.
	 * @param key its key
	 * @throws IOException if the folder can't be written to
	 */
	void forget(String key) throws IOException {
		Files.deleteIfExists(this.folder.resolve(key));
	}

}
