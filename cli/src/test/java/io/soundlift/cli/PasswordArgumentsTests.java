package io.soundlift.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PasswordArguments}.
 */
class PasswordArgumentsTests {

	@ParameterizedTest
	@CsvSource({ "--mongo-uri, SOUNDLIFT_MONGODB_URI", "--rabbit-uri, SOUNDLIFT_RABBIT_URI",
			"--smtp-url, SOUNDLIFT_SMTP_URL", "--otlp-endpoint, SOUNDLIFT_OTLP_ENDPOINT",
			"--otlp-logs-endpoint, SOUNDLIFT_OTLP_LOGS_ENDPOINT", "--grafana-url, SOUNDLIFT_GRAFANA_URL" })
	void namesVariableOfOption(String option, String variable) {
		assertThat(PasswordArguments.complaint("up", option, "x://u:s3cret@h")).contains("Set " + variable)
			.doesNotContain("s3cret");
		assertThat(PasswordArguments.complaint("up", option + "=x://u:s3cret@h")).contains("Set " + variable)
			.doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mongodb://u:p@a:1,b:2/?x=y", "mongodb+srv://u:p@a", "amqp://:p@h", "smtps://u:p@h:465",
			"amqp://u:p/w@h", "amqp://u:p?w@h", "https://u:p@h/v1?a=b@c", "--server=https://u:p@h" })
	void findsPassword(String address) {
		assertThat(PasswordArguments.complaint("x", address)).isNotNull().doesNotContain("u:p");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mongodb://a:27017,b:27018/?appName=me@home", "amqp://h:5672/v", "smtp://me@h:25", "a@b:c",
			"https://[::1]:8080/?x=a@b", "@options", "talk.mp4" })
	void takesAddressWithoutPassword(String address) {
		assertThat(PasswordArguments.complaint("x", address)).isNull();
	}

	@Test
	void refusesCommandWithPassword() {
		assertThat(SoundliftCli.run("letters", "list", "--rabbit-uri", "amqp://u:p@127.0.0.1:1/v")).isEqualTo(2);
	}

}
