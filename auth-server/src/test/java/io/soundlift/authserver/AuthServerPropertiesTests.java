package io.soundlift.authserver;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the module's settings.
 */
class AuthServerPropertiesTests {

	private static final String PREFIX = "soundlift.auth-server.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class)
		.withPropertyValues(Stream
			.of("public-url=https://soundlift.example", "encryption-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
					"forwarding-secret=0123456789abcdef", "mail-from=soundlift@example.com")
			.map(PREFIX::concat)
			.toArray(String[]::new));

	@Test
	void bindsRequiredSettingsAndDefaults() {
		this.runner.run((context) -> {
			AuthServerProperties properties = context.getBean(AuthServerProperties.class);
			assertThat(properties.issuer()).isEqualTo("https://soundlift.example/auth");
			assertThat(properties.accessTokenLifetime()).isEqualTo(Duration.ofMinutes(15));
			assertThat(properties.firstAccount().email()).isEmpty();
		});
	}

	@Test
	void takesEmptyFirstAccountAsNone() {
		this.runner
			.withPropertyValues(PREFIX + "first-account.email=", PREFIX + "first-account.password=",
					PREFIX + "first-account.client-id=", PREFIX + "first-account.client-secret=")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void takesEmptyPreviousKeysAsNone() {
		this.runner.withPropertyValues(PREFIX + "previous-encryption-keys=")
			.run((context) -> assertThat(context.getBean(AuthServerProperties.class).previousEncryptionKeys())
				.isEmpty());
	}

	@Test
	void takesPreviousKeysSeparatedByCommas() {
		String first = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDI=";
		String second = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDM=";
		this.runner.withPropertyValues(PREFIX + "previous-encryption-keys=" + first + ", " + second)
			.run((context) -> assertThat(context.getBean(AuthServerProperties.class).previousEncryptionKeys())
				.containsExactly(first, second));
	}

	@Test
	void namesThePreviousKeyThatIsBad() {
		this.runner.withPropertyValues(PREFIX + "previous-encryption-keys=c2hvcnQ=")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("previousEncryptionKeys[0]")
				.hasMessageContaining("32 bytes"));
	}

	@Test
	void takesEmptyTimeOfSigningKeysAsNone() {
		this.runner.withPropertyValues(PREFIX + "signing-keys-since=")
			.run((context) -> assertThat(context.getBean(AuthServerProperties.class).signingKeysSince()).isNull());
		this.runner.withPropertyValues(PREFIX + "signing-keys-since=2026-01-02T03:04:05Z")
			.run((context) -> assertThat(context.getBean(AuthServerProperties.class).signingKeysSince())
				.isEqualTo("2026-01-02T03:04:05Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "public-url=", "public-url=ftp://a.example", "public-url=https://a.example/path",
			"public-url=https://a.example?query", "encryption-key=", "encryption-key=c2hvcnQ=", "mail-from=",
			"mail-from=nobody", "first-account.email=nobody", "first-account.email=a@b.example",
			"first-account.client-id=client", "session.idle-timeout=0s", "session.anonymous-timeout=0s",
			"session.absolute-timeout=soon", "access-token-lifetime=soon", "access-token-lifetime=0s",
			"access-token-lifetime=61m", "signing-key-interval=23h", "signing-keys-since=yesterday",
			"signing-keys-since=2999-01-01T00:00:00Z", "clients.soundlift-web.secret=short",
			"clients.app.name=nothing else", "clients.app.grant-types=password",
			"clients.app.grant-types=authorization_code", "clients.app.grant-types=client_credentials",
			"clients.soundlift-web.redirect-uris=/callback", "clients.soundlift-web.redirect-uris=javascript:alert(1)",
			"clients.soundlift-web.redirect-uris=https://a.example/#b", "clients.soundlift-web.scopes=admin",
			"clients[a b].grant-types=refresh_token" })
	void stopsAtBadValueAndNamesIt(String setting) {
		this.runner.withPropertyValues(PREFIX + setting)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.satisfies((cause) -> assertThat(cause.toString()).containsAnyOf("auth-server", "publicUrl", "duration",
						"yesterday")));
	}

	/**
	 * Binds the settings and nothing else.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(AuthServerProperties.class)
	static class Properties {

	}

}
