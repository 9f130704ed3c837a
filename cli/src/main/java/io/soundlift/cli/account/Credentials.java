package io.soundlift.cli.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The account that a local system creates at its first start, and its API client.
 *
 * @param serverUrl where the gateway listens
 * @param email the account's e-mail address
 * @param password the account's password
 * @param clientId the API client's id
 * @param clientSecret the API client's secret
 */
public record Credentials(String serverUrl, String email, String password, String clientId, String clientSecret) {

	/** The name of the file in the data folder. */
	public static final String FILE_NAME = "credentials.json";

	/**
	 * Reads the credentials of a data folder.
	 * @param data the data folder
	 * @return the credentials; empty if no system has been started there
	 */
	public static Optional<Credentials> read(Path data) {
		Path file = data.resolve(FILE_NAME);
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		try {
			return Optional.of(JsonMapper.shared().readValue(Files.readString(file), Credentials.class));
		}
		catch (IOException | JacksonException ex) {
			throw new CommandException(ExitCode.FILE, "The credentials in " + file + " can't be read.", ex);
		}
	}

	/**
	 * Writes these credentials into a data folder, readable by this user only.
	 * @param data the data folder
	 * @throws IOException if the file can't be written
	 */
	public void write(Path data) throws IOException {
		PrivateFiles.write(data.resolve(FILE_NAME),
				JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this));
	}

	@Override
	public String toString() {
		return "Credentials[" + this.email + " at " + this.serverUrl + "]";
	}

}
