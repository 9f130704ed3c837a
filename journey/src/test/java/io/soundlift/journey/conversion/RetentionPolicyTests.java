package io.soundlift.journey.conversion;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetentionPolicy}.
 */
class RetentionPolicyTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Configuration.class);

	@Test
	void removesVideosSoonAndKeepsMp3sForAMonth() {
		this.runner.run((context) -> assertThat(context.getBean(RetentionPolicy.class)).isEqualTo(new RetentionPolicy(
				Duration.ofMinutes(1), Duration.ofDays(3), Duration.ofDays(30), Duration.ofDays(90))));
	}

	@Test
	void takesIsoPeriodsAndZeroForEver() {
		this.runner
			.withPropertyValues("soundlift.retention.mp3s=P7D", "soundlift.retention.videos=0",
					"soundlift.retention.conversions=0")
			.run((context) -> {
				RetentionPolicy policy = context.getBean(RetentionPolicy.class);
				assertThat(policy.mp3Period()).isEqualTo(Duration.ofDays(7));
				assertThat(policy.videoPeriod(ConversionState.COMPLETED)).isNull();
				assertThat(policy.videoPeriod(ConversionState.FAILED)).isEqualTo(Duration.ofDays(3));
				assertThat(policy.conversionPeriod()).isNull();
			});
	}

	@ParameterizedTest
	@CsvSource({ "videos,-1s", "failed-videos,10ms", "mp3s,59s", "mp3s,-P30D", "conversions,7d" })
	void refusesAPeriodThatIsTooShortAndNamesIt(String name, String value) {
		this.runner.withPropertyValues("soundlift.retention." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("soundlift.retention." + name + " must be at least"));
	}

	@EnableConfigurationProperties(RetentionPolicy.class)
	static class Configuration {

	}

}
