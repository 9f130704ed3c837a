package io.soundlift.journey.upkeep;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpkeepProperties}.
 */
class UpkeepPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Configuration.class);

	@Test
	void waitsAQuarterOfAnHourForWritesAndADayForOrphans() {
		this.runner.run((context) -> assertThat(context.getBean(UpkeepProperties.class))
			.isEqualTo(new UpkeepProperties(Duration.ofMinutes(15), Duration.ofDays(1))));
	}

	@ParameterizedTest
	@CsvSource({ "stall-timeout,59s", "stall-timeout,-15m", "orphan-min-age,59m", "orphan-min-age,0" })
	void refusesATimeThatIsTooShortAndNamesIt(String name, String value) {
		this.runner.withPropertyValues("soundlift.upkeep." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("soundlift.upkeep." + name + " must be at least"));
	}

	@EnableConfigurationProperties(UpkeepProperties.class)
	static class Configuration {

	}

}
