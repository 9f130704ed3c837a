package io.soundlift.notifier;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NotifierProperties}.
 */
class NotifierPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Settings.class)
		.withPropertyValues("soundlift.notifier.public-url=https://soundlift.example",
				"soundlift.notifier.mail-from=no-reply@soundlift.example");

	@Test
	void needsNoMoreThanUrlAndSender() {
		this.runner.run((context) -> {
			NotifierProperties properties = context.getBean(NotifierProperties.class);
			assertThat(properties.database()).isEqualTo("soundlift_notifier");
			assertThat(properties.lease()).isEqualTo(Duration.ofMinutes(5));
			assertThat(properties.mailInterval()).isEqualTo(Duration.ofMinutes(1));
			assertThat(properties.lostAfter()).isEqualTo(Duration.ofMinutes(1));
			assertThat(properties.lookBack()).isEqualTo(Duration.ofDays(7));
			assertThat(properties.retry().giveUpAfter()).isEqualTo(Duration.ofDays(3));
		});
	}

	@ParameterizedTest
	@CsvSource({ "public-url, ftp://soundlift.example, public-url must be an http or https origin",
			"public-url, https://soundlift.example/path, public-url must be an http or https origin",
			"public-url, https://user@soundlift.example, public-url must be an http or https origin",
			"public-url, soundlift, public-url must be an http or https origin", "public-url, '', publicUrl",
			"mail-from, '', mailFrom", "mail-from, nobody, mailFrom", "mail-from, 'a@b.example,c@d.example', mailFrom",
			"database, 'a.b', database", "database, '', database", "lease, 0s, lease",
			"sweep-interval, 0s, sweepInterval", "mail-interval, -1s, mailInterval", "mail-interval, 2h, mailInterval",
			"lost-after, -1s, lostAfter", "look-back, 31d, lookBack", "look-back, 0s, lookBack",
			"finish-within, 11m, finishWithin", "retry.delay, 0s, retry.delay",
			"retry.max-delay, 1s, max-delay must not be shorter than delay",
			"retry.give-up-after, 0s, retry.giveUpAfter", "lease, soon, soundlift.notifier.lease" })
	void stopsStartAndNamesPropertyWhenValueIsRejected(String name, String value, String message) {
		this.runner.withPropertyValues("soundlift.notifier." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfiesAnyOf((cause) -> assertThat(cause).hasMessageContaining(message),
						(cause) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(NotifierProperties.class)
	static class Settings {

	}

}
