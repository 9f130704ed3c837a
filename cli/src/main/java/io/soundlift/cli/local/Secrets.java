package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

import io.soundlift.cli.account.PrivateFiles;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the services of one data folder know and nobody else should. Made at the first
 * start and kept.
 *
 * @param configPassword password of the config server
 * @param authEncryptionKey 32 bytes, base64, that the auth server encrypts its keys with
 * @param brokerPassword password of the embedded broker
 */
record Secrets(String configPassword, String authEncryptionKey, String brokerPassword) {

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Return the secrets of a data folder, made now if there are none.
	 */
	static Secrets of(DataFolder data) {
		Path file = data.secretsFile();
		try {
			if (Files.exists(file)) {
				return JsonMapper.shared().readValue(Files.readString(file), Secrets.class);
			}
			Secrets secrets = new Secrets(newPassword(), Base64.getEncoder().encodeToString(randomBytes(32)),
					newPassword());
			PrivateFiles.write(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(secrets));
			return secrets;
		}
		catch (IOException | JacksonException ex) {
			throw new CommandException(ExitCode.FILE, "The secrets in " + file + " can't be read or written.", ex);
		}
	}

	/**
	 * Return a password of 24 letters and digits, which are 142 bits.
	 */
	static String newPassword() {
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
		return RANDOM.ints(24, 0, alphabet.length())
			.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
			.toString();
	}

	private static byte[] randomBytes(int count) {
		byte[] bytes = new byte[count];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

	@Override
	public String toString() {
		return "Secrets[]";
	}

}
