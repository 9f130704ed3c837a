package io.soundlift.cli.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import io.soundlift.cli.console.CommandException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link ServiceSecrets} and {@link RotateSecretsCommand}.
 */
class ServiceSecretsTests {

	private static final String KEY_OF_BEFORE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

	private final DataFolder data;

	ServiceSecretsTests(@TempDir Path directory) {
		this.data = DataFolder.of(directory.resolve("data"));
	}

	@BeforeEach
	void create() {
		this.data.create();
	}

	@Test
	void makesSecretsOnceForThisUserOnly() throws Exception {
		ServiceSecrets secrets = ServiceSecrets.of(this.data);
		assertThat(ServiceSecrets.of(this.data)).isEqualTo(secrets);
		assertThat(List.of(secrets.authEncryptionKey(), secrets.gatewayEncryptionKey())).doesNotHaveDuplicates()
			.allSatisfy((key) -> assertThat(Base64.getDecoder().decode(key)).hasSize(32));
		assertThat(List.of(secrets.configPassword(), secrets.databasePassword(), secrets.brokerPassword(),
				secrets.mailPassword(), secrets.forwardingSecret(), secrets.webClientSecret()))
			.doesNotHaveDuplicates()
			.allSatisfy((password) -> assertThat(password).hasSize(24));
		assertThat(secrets.toString()).doesNotContain(secrets.configPassword());
		assertThat(permissions(this.data.secretsFile())).isEqualTo("rw-------");
		assertThat(permissions(this.data.path())).isEqualTo("rwx------");
		assertThat(permissions(this.data.logs())).isEqualTo("rwx------");
	}

	@Test
	void addsWhatAFolderOfTheFirstReleaseLacks() throws Exception {
		writeSecretsOfTheFirstRelease();
		ServiceSecrets secrets = ServiceSecrets.of(this.data);
		assertThat(secrets.configPassword()).isEqualTo("config-password");
		assertThat(secrets.brokerPassword()).isEqualTo("broker-password");
		assertThat(secrets.authEncryptionKey()).isEqualTo(KEY_OF_BEFORE);
		assertThat(List.of(secrets.webClientSecret(), secrets.databasePassword(), secrets.mailPassword(),
				secrets.forwardingSecret()))
			.doesNotHaveDuplicates()
			.allSatisfy((password) -> assertThat(password).hasSize(24));
		assertThat(Base64.getDecoder().decode(secrets.gatewayEncryptionKey())).hasSize(32);
		assertThat(ServiceSecrets.of(this.data)).isEqualTo(secrets);
		assertThat(permissions(this.data.secretsFile())).isEqualTo("rw-------");
	}

	@Test
	void leavesADamagedFileAlone() throws Exception {
		Files.writeString(this.data.secretsFile(), "{ \"configPassword\": ");
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> ServiceSecrets.of(this.data))
			.withMessageContaining(this.data.secretsFile().toString());
		assertThat(this.data.secretsFile()).hasContent("{ \"configPassword\": ");
	}

	@Test
	void tellsEachServiceOnlyWhatItMustKnow() {
		ServiceSecrets secrets = ServiceSecrets.of(this.data).rotated().withSigningKeysSince(Instant.EPOCH);
		assertThat(secrets.environment("auth-server"))
			.containsOnlyKeys("SOUNDLIFT_CONFIG_PASSWORD", "SOUNDLIFT_FORWARDING_SECRET", "SOUNDLIFT_WEB_CLIENT_SECRET",
					"SOUNDLIFT_AUTH_ENCRYPTION_KEY", "SOUNDLIFT_AUTH_PREVIOUS_ENCRYPTION_KEYS",
					"SOUNDLIFT_AUTH_SIGNING_KEYS_SINCE")
			.containsEntry("SOUNDLIFT_AUTH_SIGNING_KEYS_SINCE", "1970-01-01T00:00:00Z");
		assertThat(secrets.environment("gateway")).containsOnlyKeys("SOUNDLIFT_CONFIG_PASSWORD",
				"SOUNDLIFT_FORWARDING_SECRET", "SOUNDLIFT_WEB_CLIENT_SECRET", "SOUNDLIFT_GATEWAY_ENCRYPTION_KEY",
				"SOUNDLIFT_GATEWAY_PREVIOUS_ENCRYPTION_KEYS", "SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY",
				"SOUNDLIFT_WEBHOOKS_PREVIOUS_ENCRYPTION_KEYS");
		assertThat(secrets.environment("notifier")).containsOnlyKeys("SOUNDLIFT_CONFIG_PASSWORD",
				"SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY", "SOUNDLIFT_WEBHOOKS_PREVIOUS_ENCRYPTION_KEYS");
		assertThat(secrets.environment("converter")).containsOnlyKeys("SOUNDLIFT_CONFIG_PASSWORD");
	}

	@Test
	void keepsEncryptionKeysOfBeforeForReading() {
		ServiceSecrets first = ServiceSecrets.of(this.data);
		assertThat(rotate()).isZero();
		assertThat(rotate()).isZero();
		ServiceSecrets third = ServiceSecrets.of(this.data);
		assertThat(third.previousAuthEncryptionKeys()).hasSize(2).endsWith(first.authEncryptionKey());
		assertThat(third.previousGatewayEncryptionKeys()).hasSize(2).endsWith(first.gatewayEncryptionKey());
		assertThat(third.previousWebhooksEncryptionKeys()).hasSize(2).endsWith(first.webhooksEncryptionKey());
		assertThat(third.environment("auth-server").get("SOUNDLIFT_AUTH_PREVIOUS_ENCRYPTION_KEYS"))
			.isEqualTo(String.join(",", third.previousAuthEncryptionKeys()));
		assertThat(third.environment("gateway").get("SOUNDLIFT_GATEWAY_PREVIOUS_ENCRYPTION_KEYS"))
			.isEqualTo(String.join(",", third.previousGatewayEncryptionKeys()));
		assertThat(List.of(third.configPassword(), third.databasePassword(), third.brokerPassword(),
				third.mailPassword(), third.forwardingSecret(), third.webClientSecret(), third.authEncryptionKey(),
				third.gatewayEncryptionKey()))
			.doesNotContain(first.configPassword(), first.databasePassword(), first.brokerPassword(),
					first.mailPassword(), first.forwardingSecret(), first.webClientSecret(), first.authEncryptionKey(),
					first.gatewayEncryptionKey());
		assertThat(third.signingKeysSince()).isNull();
		assertThat(third.environment("auth-server")).doesNotContainKey("SOUNDLIFT_AUTH_SIGNING_KEYS_SINCE");
	}

	@Test
	void distrustsSigningKeysOfBeforeWhenAsked() {
		ServiceSecrets.of(this.data);
		assertThat(rotate("--signing-keys")).isZero();
		ServiceSecrets secrets = ServiceSecrets.of(this.data);
		assertThat(secrets.signingKeysSince()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
		assertThat(rotate()).isZero();
		assertThat(ServiceSecrets.of(this.data).signingKeysSince()).isEqualTo(secrets.signingKeysSince());
	}

	@Test
	void refusesToRotateWhileASystemRuns() throws Exception {
		ServiceSecrets secrets = ServiceSecrets.of(this.data);
		Process holder = holdLock();
		try {
			assertThat(rotate()).isNotZero();
			assertThat(ServiceSecrets.of(this.data)).isEqualTo(secrets);
		}
		finally {
			holder.destroyForcibly().waitFor();
		}
		assertThat(rotate()).isZero();
	}

	/**
	 * Locks the folder as another process does, for a lock is no hindrance to its own.
	 */
	private Process holdLock() throws Exception {
		Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), DataFolderLockHolder.class.getName(),
				this.data.path().toString())
			.start();
		Awaitility.await().until(() -> Files.exists(this.data.path().resolve("held")));
		return process;
	}

	private int rotate(String... options) {
		CommandLine command = new CommandLine(new RotateSecretsCommand());
		command.setOut(new PrintWriter(new StringWriter()));
		command.setErr(new PrintWriter(new StringWriter()));
		String[] arguments = new String[options.length + 2];
		arguments[0] = "--data";
		arguments[1] = this.data.path().toString();
		System.arraycopy(options, 0, arguments, 2, options.length);
		return command.execute(arguments);
	}

	private void writeSecretsOfTheFirstRelease() throws Exception {
		Files.writeString(this.data.secretsFile(), """
				{
				  "configPassword" : "config-password",
				  "authEncryptionKey" : "%s",
				  "brokerPassword" : "broker-password"
				}""".formatted(KEY_OF_BEFORE));
	}

	private static String permissions(Path file) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

}
