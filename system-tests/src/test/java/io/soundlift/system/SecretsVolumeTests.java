package io.soundlift.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code docker/secrets}, which makes the secrets of a system in containers.
 */
class SecretsVolumeTests {

	private final SecretsVolume volume = new SecretsVolume();

	@AfterEach
	void delete() {
		this.volume.close();
	}

	@Test
	void givesEachServiceWhatItNeedsAndNoMore() {
		this.volume.run();
		Map<String, Set<String>> names = this.volume.names();
		assertThat(names.get("config-server")).containsExactly("SOUNDLIFT_CONFIG_PASSWORD");
		assertThat(names.get("auth-server")).containsExactly("SOUNDLIFT_AUTH_ENCRYPTION_KEY",
				"SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_SECRET", "SOUNDLIFT_AUTH_FIRST_ACCOUNT_PASSWORD",
				"SOUNDLIFT_AUTH_PREVIOUS_ENCRYPTION_KEYS", "SOUNDLIFT_CONFIG_PASSWORD", "SOUNDLIFT_FORWARDING_SECRET",
				"SOUNDLIFT_MONGODB_URI", "SOUNDLIFT_WEB_CLIENT_SECRET");
		assertThat(names.get("gateway")).containsExactly("SOUNDLIFT_CONFIG_PASSWORD", "SOUNDLIFT_FORWARDING_SECRET",
				"SOUNDLIFT_GATEWAY_ENCRYPTION_KEY", "SOUNDLIFT_GATEWAY_PREVIOUS_ENCRYPTION_KEYS",
				"SOUNDLIFT_MONGODB_URI", "SOUNDLIFT_RABBIT_URI", "SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY",
				"SOUNDLIFT_WEBHOOKS_PREVIOUS_ENCRYPTION_KEYS", "SOUNDLIFT_WEB_CLIENT_SECRET");
		assertThat(names.get("converter")).containsExactly("SOUNDLIFT_CONFIG_PASSWORD", "SOUNDLIFT_MONGODB_URI",
				"SOUNDLIFT_RABBIT_URI");
		assertThat(names.get("notifier")).containsExactly("SOUNDLIFT_CONFIG_PASSWORD", "SOUNDLIFT_MONGODB_URI",
				"SOUNDLIFT_RABBIT_URI", "SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY",
				"SOUNDLIFT_WEBHOOKS_PREVIOUS_ENCRYPTION_KEYS");
		assertThat(this.volume.contents().get("notifier/SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY"))
			.isEqualTo(this.volume.contents().get("gateway/SOUNDLIFT_WEBHOOKS_ENCRYPTION_KEY"));
		assertThat(this.volume.contents().get("converter/SOUNDLIFT_MONGODB_URI")).startsWith("mongodb://converter:")
			.isNotEqualTo(this.volume.contents().get("notifier/SOUNDLIFT_MONGODB_URI"));
		assertThat(this.volume.files())
			.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
				.isEqualTo("r--------"));
	}

	@Test
	void keepsWhatItMadeAndFillsALostVolumeAgain() throws IOException {
		this.volume.run();
		Map<String, String> before = withoutSalt(this.volume.contents());
		Files.delete(this.volume.folder("gateway").resolve("SOUNDLIFT_GATEWAY_ENCRYPTION_KEY"));
		// what a kill in mid-write leaves behind
		Files.writeString(this.volume.folder("gateway").resolve(".new-SOUNDLIFT_GATEWAY_ENCRYPTION_KEY"), "hal");
		this.volume.run();
		assertThat(withoutSalt(this.volume.contents())).isEqualTo(before);
	}

	@Test
	void keepsKeysThatWereReplacedForWhatTheyHaveEncrypted() {
		this.volume.run();
		Map<String, String> first = this.volume.contents();
		this.volume.run("rotate");
		Map<String, String> second = this.volume.contents();
		this.volume.run("rotate");
		Map<String, String> third = this.volume.contents();
		for (String name : Set.of("auth-server/SOUNDLIFT_AUTH_%sENCRYPTION_KEY%s",
				"gateway/SOUNDLIFT_GATEWAY_%sENCRYPTION_KEY%s", "notifier/SOUNDLIFT_WEBHOOKS_%sENCRYPTION_KEY%s")) {
			String key = name.formatted("", "");
			assertThat(first.get(name.formatted("PREVIOUS_", "S"))).isEmpty();
			assertThat(second.get(key)).isNotEqualTo(first.get(key));
			assertThat(third.get(name.formatted("PREVIOUS_", "S"))).isEqualTo(second.get(key) + "," + first.get(key));
		}
		assertThat(third.get("gateway/SOUNDLIFT_WEB_CLIENT_SECRET"))
			.isNotEqualTo(first.get("gateway/SOUNDLIFT_WEB_CLIENT_SECRET"))
			.isEqualTo(third.get("auth-server/SOUNDLIFT_WEB_CLIENT_SECRET"));
		assertThat(third.get("gateway/SOUNDLIFT_FORWARDING_SECRET"))
			.isNotEqualTo(first.get("gateway/SOUNDLIFT_FORWARDING_SECRET"))
			.isEqualTo(third.get("auth-server/SOUNDLIFT_FORWARDING_SECRET"));
		assertThat(third.get("gateway/SOUNDLIFT_RABBIT_URI")).isNotEqualTo(first.get("gateway/SOUNDLIFT_RABBIT_URI"));
		assertThat(third.get("mongodb/gateway")).isNotEqualTo(first.get("mongodb/gateway"));
		// the database would not let its administrator in any more
		assertThat(third.get("mongodb/admin")).isEqualTo(first.get("mongodb/admin"));
		assertThat(third.get("mongodb/keyfile")).isEqualTo(first.get("mongodb/keyfile"));
	}

	@Test
	void printsTheAccountAsTheClientReadsIt() {
		this.volume.run();
		JsonNode account = new JsonMapper().readTree(this.volume.run("account"));
		assertThat(account.get("serverUrl").asString()).isEqualTo("http://localhost:8080");
		assertThat(account.get("email").asString()).isEqualTo("me@localhost");
		assertThat(account.get("clientId").asString()).isEqualTo("soundlift-local");
		assertThat(account.get("password").asString()).hasSize(24)
			.isEqualTo(this.volume.contents().get("auth-server/SOUNDLIFT_AUTH_FIRST_ACCOUNT_PASSWORD"));
		assertThat(account.get("clientSecret").asString()).hasSize(24)
			.isEqualTo(this.volume.contents().get("auth-server/SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_SECRET"));
	}

	@Test
	void printsPasswordOfThePageOfMails() {
		this.volume.run();
		String password = this.volume.run("mail").strip();
		assertThat(password).hasSize(24);
		assertThat(this.volume.contents().get("mail/users")).isEqualTo("operator:" + password);
		this.volume.run("rotate");
		assertThat(this.volume.run("mail").strip()).isNotEqualTo(password);
	}

	@Test
	void letsUsersOfTheBrokerDoWhatTheyMustAndNoMore() throws NoSuchAlgorithmException {
		this.volume.run();
		Map<String, String> contents = this.volume.contents();
		JsonNode definitions = new JsonMapper().readTree(contents.getOrDefault("rabbitmq/definitions.json", ""));
		assertThat(definitions.get("users")).hasSize(3);
		for (JsonNode user : definitions.get("users")) {
			String uri = contents.getOrDefault(user.get("name").asString() + "/SOUNDLIFT_RABBIT_URI", "");
			String password = uri.replaceAll("amqp://\\w+:(\\w+)@rabbitmq:5672/soundlift", "$1");
			byte[] hash = Base64.getDecoder().decode(user.get("password_hash").asString());
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(hash, 0, 4);
			assertThat(digest.digest(password.getBytes(StandardCharsets.UTF_8)))
				.isEqualTo(Arrays.copyOfRange(hash, 4, hash.length));
			assertThat(user.get("tags")).isEmpty();
		}
		for (JsonNode permission : definitions.get("permissions")) {
			String write = permission.get("write").asString();
			boolean publisher = !permission.get("user").asString().equals("notifier");
			assertThat("video.uploaded".matches(write)).isEqualTo(publisher);
			assertThat("conversion.finished".matches(write)).isEqualTo(publisher);
			for (String queue : Set.of("conversion.finished.notifier", "conversion.finished.notifier.dlq", "DLX")) {
				assertThat(queue).matches(write)
					.matches(permission.get("configure").asString())
					.matches(permission.get("read").asString());
			}
			assertThat("video.uploaded.converter".matches(permission.get("read").asString())).isEqualTo(publisher);
			assertThat("letters.parked".matches(write)).isEqualTo(!permission.get("user").asString().equals("gateway"))
				.isEqualTo("letters.parked".matches(permission.get("configure").asString()));
			assertThat("letters.parked").doesNotMatch(permission.get("read").asString());
			// through the default exchange anybody could send to any queue
			assertThat("amq.default").doesNotMatch(write);
		}
	}

	private static Map<String, String> withoutSalt(Map<String, String> contents) {
		Map<String, String> others = new TreeMap<>(contents);
		others.remove("rabbitmq/definitions.json");
		return others;
	}

}
