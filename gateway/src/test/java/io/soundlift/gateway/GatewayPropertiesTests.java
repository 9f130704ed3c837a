package io.soundlift.gateway;

import java.time.Duration;

import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.outbound.AddressRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayProperties}.
 */
class GatewayPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(Properties.class)
		.withPropertyValues("soundlift.gateway.public-url=https://soundlift.example",
				"soundlift.gateway.auth-server-uri=http://127.0.0.1:9000", "soundlift.gateway.web-client-secret=secret",
				"soundlift.gateway.forwarding-secret=" + TestAuthServer.FORWARDING_SECRET,
				"soundlift.gateway.encryption-key=" + TestGateway.ENCRYPTION_KEY);

	@Test
	void hasDefaultsForAllButAddressesAndSecrets() {
		this.runner.run((context) -> {
			GatewayProperties properties = context.getBean(GatewayProperties.class);
			assertThat(properties.issuer()).isEqualTo("https://soundlift.example/auth");
			assertThat(properties.maxVideoSize()).isEqualTo(DataSize.ofGigabytes(10));
			assertThat(properties.maxConcurrentUploads()).isEqualTo(16);
			assertThat(properties.maxConcurrentAuthRequests()).isEqualTo(48);
			assertThat(properties.upload().minRate()).isEqualTo(DataSize.ofKilobytes(8));
			assertThat(properties.upload().minRateWindow()).isEqualTo(Duration.ofSeconds(10));
			assertThat(properties.account().maxRunningConversions()).isEqualTo(100);
			assertThat(properties.account().maxConcurrentUploads()).isEqualTo(8);
			assertThat(properties.maxConcurrentDownloads()).isEqualTo(16);
			assertThat(properties.account().maxConcurrentDownloads()).isEqualTo(8);
			assertThat(properties.maxEventStreams()).isEqualTo(100);
			assertThat(properties.account().maxEventStreams()).isEqualTo(8);
			assertThat(properties.account().maxRequestsPerMinute()).isEqualTo(3000);
			assertThat(properties.account().maxBytesPerDay()).isEqualTo(DataSize.ofGigabytes(100));
			assertThat(properties.account().maxStoredBytes()).isEqualTo(DataSize.ofGigabytes(100));
			assertThat(properties.store().minFree()).isEqualTo(DataSize.ofMegabytes(512));
			assertThat(properties.store().maxSize()).isEqualTo(DataSize.ofBytes(0));
			assertThat(properties.defaults().bitrateOrUsual()).isEqualTo(192_000);
			assertThat(properties.defaults().quality()).isNull();
			assertThat(properties.defaults().channels()).isNull();
			assertThat(properties.defaults().sampleRate()).isNull();
			assertThat(properties.defaults().normalize()).isFalse();
			assertThat(properties.defaults().tags()).isTrue();
			assertThat(properties.defaults().cover().cover()).isEqualTo(Cover.AUTO);
			assertThat(properties.defaults().chapters()).isTrue();
			assertThat(properties.trustedProxies()).isEmpty();
			assertThat(properties.revocationPoll()).isEqualTo(Duration.ofSeconds(2));
			assertThat(properties.previousEncryptionKeys()).isEmpty();
			assertThat(properties.sessionIdleTimeout()).isEqualTo(Duration.ofDays(7));
			assertThat(properties.sessionAbsoluteTimeout()).isEqualTo(Duration.ofDays(30));
			assertThat(properties.grafanaUrl()).isNull();
		});
	}

	@ParameterizedTest
	@CsvSource({ "public-url,''", "public-url,soundlift.example", "public-url,https://soundlift.example/path",
			"public-url,ftp://soundlift.example", "auth-server-uri,http://127.0.0.1:9000/auth", "max-video-size,0B",
			"max-video-size,-1B", "max-video-size,much", "max-concurrent-uploads,0", "max-concurrent-uploads,1001",
			"account.max-running-conversions,-1", "account.max-concurrent-uploads,-1",
			"account.max-concurrent-downloads,-1", "max-concurrent-downloads,0", "max-concurrent-auth-requests,0",
			"upload.min-rate,0B", "upload.min-rate-window,0s", "upload.min-rate-window,11m",
			"account.max-requests-per-minute,-1", "account.max-bytes-per-day,9GB", "account.max-bytes-per-day,-1B",
			"account.max-stored-bytes,9GB", "account.max-stored-bytes,-1B", "store.min-free,-1B", "store.max-size,-1B",
			"defaults.bitrate,192", "defaults.bitrate,many", "defaults.quality,10", "defaults.quality,-1",
			"defaults.channels,3", "defaults.sample-rate,44000", "defaults.normalize,maybe", "defaults.cover,attached",
			"web-client-secret,' '", "forwarding-secret,''", "forwarding-secret,short", "trusted-proxies,proxy.example",
			"trusted-proxies,'10.0.0.0/8,10.0.0.1/33'", "revocation-poll,0s", "revocation-poll,2m",
			"revocation-poll,soon", "encryption-key,''", "encryption-key,c2hvcnQ=", "previous-encryption-keys,c2hvcnQ=",
			"session-idle-timeout,59s", "session-idle-timeout,31d", "session-absolute-timeout,1h",
			"grafana-url,grafana:3000", "grafana-url,http://grafana:3000?x=1", "grafana-url,http://me:secret@grafana",
			"grafana-url,/grafana", "grafana-url,https://grafana.example/#x" })
	void stopsTheStartAndNamesAPropertyThatIsBad(String name, String value) {
		this.runner.withPropertyValues("soundlift.gateway." + name + "=" + value)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.satisfies((cause) -> assertThat(messages(context.getStartupFailure())).containsAnyOf(name,
						// as a violated constraint has it
						camelCase(name))));
	}

	@Test
	void refusesDefaultsThatExcludeEachOther() {
		this.runner
			.withPropertyValues("soundlift.gateway.defaults.bitrate=128000", "soundlift.gateway.defaults.quality=2")
			.run((context) -> assertThat(messages(context.getStartupFailure())).contains("defaults.bitrate"));
		this.runner
			.withPropertyValues("soundlift.gateway.defaults.bitrate=128000",
					"soundlift.gateway.defaults.sample-rate=8000")
			.run((context) -> assertThat(messages(context.getStartupFailure())).contains("defaults.bitrate"));
	}

	@Test
	void readsPreviousKeysAndTakesAnEmptyValueAsNone() {
		this.runner.withPropertyValues("soundlift.gateway.previous-encryption-keys=")
			.run((context) -> assertThat(context.getBean(GatewayProperties.class).previousEncryptionKeys()).isEmpty());
		String keys = TestGateway.ENCRYPTION_KEY + "," + TestGateway.ENCRYPTION_KEY;
		this.runner.withPropertyValues("soundlift.gateway.previous-encryption-keys=" + keys)
			.run((context) -> assertThat(context.getBean(GatewayProperties.class).previousEncryptionKeys()).hasSize(2));
	}

	@Test
	void readsRangesOfProxies() {
		this.runner.withPropertyValues("soundlift.gateway.trusted-proxies=10.0.0.0/8, fd00::/8")
			.run((context) -> assertThat(context.getBean(GatewayProperties.class).trustedProxies())
				.containsExactly(AddressRange.valueOf("10.0.0.0/8"), AddressRange.valueOf("fd00::/8")));
	}

	@ParameterizedTest
	@CsvSource({ "https://soundlift.example,__Host-soundlift", "http://127.0.0.1:8080,soundlift" })
	void namesTheSessionCookieByTheSchemeThatUsersSee(String publicUrl, String cookie) {
		this.runner.withPropertyValues("soundlift.gateway.public-url=" + publicUrl)
			.run((context) -> assertThat(context.getBean(GatewayProperties.class).sessionCookie()).isEqualTo(cookie));
	}

	@Test
	void keepsSecretsOutOfItsText() {
		this.runner
			.run((context) -> assertThat(context.getBean(GatewayProperties.class).toString()).doesNotContain("secret"));
	}

	private static String camelCase(String name) {
		StringBuilder text = new StringBuilder();
		for (String word : name.split("-")) {
			text.append(text.isEmpty() ? word : StringUtils.capitalize(word));
		}
		return text.toString();
	}

	private static String messages(@Nullable Throwable failure) {
		StringBuilder text = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			text.append(cause).append('\n');
		}
		return text.toString();
	}

	/**
	 * Binds the properties.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(GatewayProperties.class)
	static class Properties {

	}

}
