package io.soundlift.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.soundlift.cli.account.PrivateFiles;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets of the services of one data folder, created at the first start and kept.
 *
 * @param configPassword password of the config server
 * @param databasePassword password of the embedded database
 * @param brokerPassword password of the embedded broker
 * @param mailPassword password of the embedded mail server
 * @param forwardingSecret secret that authenticates the gateway's forwarding headers to
 * the authorization server
 * @param webClientSecret secret that authenticates the gateway to the authorization
 * server
 * @param authEncryptionKey 32 bytes, base64, that the authorization server encrypts with
 * @param previousAuthEncryptionKeys keys that it encrypted with before, the last one
 * first
 * @param gatewayEncryptionKey 32 bytes, base64, that the gateway encrypts with
 * @param previousGatewayEncryptionKeys keys that it encrypted with before, the last one
 * first
 * @param webhooksEncryptionKey 32 bytes, base64, that the secrets of webhooks are
 * encrypted with
 * @param previousWebhooksEncryptionKeys keys that they were encrypted with before, the
 * last one first
 * @param signingKeysSince earliest creation time of signing keys whose tokens are
 * accepted; {@code null} for any time
 */
record ServiceSecrets(String configPassword, String databasePassword, String brokerPassword, String mailPassword,
		String forwardingSecret, String webClientSecret, String authEncryptionKey,
		List<String> previousAuthEncryptionKeys, String gatewayEncryptionKey,
		List<String> previousGatewayEncryptionKeys, String webhooksEncryptionKey,
		List<String> previousWebhooksEncryptionKeys, @Nullable Instant signingKeysSince) {

	private static final List<String> PASSWORDS = List.of("configPassword", "databasePassword", "brokerPassword",
			"mailPassword", "forwardingSecret", "webClientSecret");

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Returns the secrets of a data folder. Missing ones are created: all at the first
	 * start, later those that an earlier release did not need.
	 */
	static ServiceSecrets of(DataFolder data) {
		try {
			Map<String, Object> stored = read(data.secretsFile());
			Map<String, Object> complete = new LinkedHashMap<>(made());
			complete.putAll(stored);
			ServiceSecrets secrets = JsonMapper.shared().convertValue(complete, ServiceSecrets.class);
			if (!stored.equals(complete)) {
				secrets.write(data);
			}
			return secrets;
		}
		catch (IOException | JacksonException ex) {
			throw unusable(data, ex);
		}
	}

	private static Map<String, Object> read(Path file) throws IOException {
		return Files.exists(file) ? JsonMapper.shared().readValue(Files.readString(file), new TypeReference<>() {
		}) : Map.of();
	}

	private static Map<String, Object> made() {
		Map<String, Object> made = new LinkedHashMap<>();
		for (String password : PASSWORDS) {
			made.put(password, newPassword());
		}
		for (String owner : List.of("Auth", "Gateway", "Webhooks")) {
			made.put(owner.toLowerCase(Locale.ROOT) + "EncryptionKey", newKey());
			made.put("previous" + owner + "EncryptionKeys", List.of());
		}
		return made;
	}

	/**
	 * Returns new secrets. Data encrypted with the current encryption keys can still be
	 * read.
	 */
	ServiceSecrets rotated() {
		return new ServiceSecrets(newPassword(), newPassword(), newPassword(), newPassword(), newPassword(),
				newPassword(), newKey(), prepend(this.authEncryptionKey, this.previousAuthEncryptionKeys), newKey(),
				prepend(this.gatewayEncryptionKey, this.previousGatewayEncryptionKeys), newKey(),
				prepend(this.webhooksEncryptionKey, this.previousWebhooksEncryptionKeys), this.signingKeysSince);
	}

	/**
	 * Returns the same secrets, but with earlier signing keys no longer trusted.
	 * @param now the present time
	 */
	ServiceSecrets withSigningKeysSince(Instant now) {
		return new ServiceSecrets(this.configPassword, this.databasePassword, this.brokerPassword, this.mailPassword,
				this.forwardingSecret, this.webClientSecret, this.authEncryptionKey, this.previousAuthEncryptionKeys,
				this.gatewayEncryptionKey, this.previousGatewayEncryptionKeys, this.webhooksEncryptionKey,
				this.previousWebhooksEncryptionKeys, now.truncatedTo(ChronoUnit.SECONDS));
	}

	private static List<String> prepend(String first, List<String> others) {
		return Stream.concat(Stream.of(first), others.stream()).toList();
	}

	/**
	 * Replaces the secrets of a data folder with these.
	 */
	void write(DataFolder data) {
		try {
			PrivateFiles.write(data.secretsFile(),
					JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this));
		}
		catch (IOException ex) {
			throw unusable(data, ex);
		}
	}

	/**
	 * Returns the environment variables with the secrets that a service needs.
	 * @param service name of the service
	 */
	Map<String, String> environment(String service) {
		Map<String, String> environment = new TreeMap<>();
		environment.put("SOUNDLIFT_CONFIG_PASSWORD", this.configPassword);
		if (service.equals(ServicePlan.AUTH_SERVER)) {
			environment.put("SOUNDLIFT_FORWARDING_SECRET", this.forwardingSecret);
			environment.put("SOUNDLIFT_WEB_CLIENT_SECRET", this.webClientSecret);
			environment.put("SOUNDLIFT_AUTH_ENCRYPTION_KEY", this.authEncryptionKey);
			environment.put("SOUNDLIFT_AUTH_PREVIOUS_ENCRYPTION_KEYS",
					String.join(",", this.previousAuthEncryptionKeys));
			if (this.signingKeysSince != null) {
				environment.put("SOUNDLIFT_AUTH_SIGNING_KEYS_SINCE", this.signingKeysSince.toString());
			}
		}
		if (service.equals(ServicePlan.GATEWAY)) {
			environment.put("SOUNDLIFT_FORWARDING_SECRET", this.forwardingSecret);
			environment.put("SOUNDLIFT_WEB_CLIENT_SECRET", this.webClientSecret);
			environment.put("SOUNDLIFT_GATEWAY_ENCRYPTION_KEY", this.gatewayEncryptionKey);
			environment.put("SOUNDLIFT_GATEWAY_PREVIOUS_ENCRYPTION_KEYS",
					String.join(",", this.previousGatewayEncryptionKeys));
		}
		if (service.equals(ServicePlan.GATEWAY) || service.equals(ServicePlan.NOTIFIER)) {
			environment.put("SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY", this.webhooksEncryptionKey);
			environment.put("SOUNDLIFT_WEBHOOKS_PREVIOUS_ENCRYPTION_KEYS",
					String.join(",", this.previousWebhooksEncryptionKeys));
		}
		return environment;
	}

	/**
	 * Returns a password of 24 letters and digits, which have 142 bits.
	 */
	static String newPassword() {
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
		return RANDOM.ints(24, 0, alphabet.length())
			.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
			.toString();
	}

	private static String newKey() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static CommandException unusable(DataFolder data, Exception cause) {
		return new CommandException(ExitCode.FILE,
				"The secrets in " + data.secretsFile() + " can't be read or written.", cause);
	}

	@Override
	public String toString() {
		return "ServiceSecrets[]";
	}

}
