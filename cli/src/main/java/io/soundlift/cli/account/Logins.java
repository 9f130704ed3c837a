package io.soundlift.cli.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Store of the logins of this user, in a file that only this user may read.
 */
final class Logins {

	private final Path file;

	Logins(Path file) {
		this.file = file;
	}

	/**
	 * Returns the logins in the user's configuration folder
	 * ({@code $XDG_CONFIG_HOME/soundlift} or {@code ~/.config/soundlift}).
	 */
	static Logins ofUser() {
		String configured = System.getenv("XDG_CONFIG_HOME");
		Path folder = (configured != null && !configured.isBlank()) ? Path.of(configured)
				: Path.of(System.getProperty("user.home"), ".config");
		return new Logins(folder.resolve("soundlift/credentials.json"));
	}

	Path file() {
		return this.file;
	}

	Optional<Login> find(String server) {
		return Optional.ofNullable(read().get(server));
	}

	Set<String> servers() {
		return read().keySet();
	}

	void put(String server, Login login) {
		Map<String, Login> logins = read();
		logins.put(server, login);
		write(logins);
	}

	/**
	 * Removes a login.
	 * @param server the server's address
	 * @return the removed login; {@code null} if there was none
	 */
	@Nullable Login remove(String server) {
		Map<String, Login> logins = read();
		Login removed = logins.remove(server);
		if (removed != null) {
			write(logins);
		}
		return removed;
	}

	private Map<String, Login> read() {
		try {
			return Files.exists(this.file) ? JsonMapper.shared()
				.readValue(Files.readString(this.file), new TypeReference<TreeMap<String, Login>>() {
				}) : new TreeMap<>();
		}
		catch (IOException | JacksonException ex) {
			throw new CommandException(ExitCode.FILE,
					"The logins in " + this.file + " can't be read. Remove the file and log in again.", ex);
		}
	}

	private void write(Map<String, Login> logins) {
		try {
			PrivateFiles.write(this.file,
					JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(logins));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to write " + this.file, ex);
		}
	}

}
