package io.soundlift.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLimits}.
 */
class ConnectionLimitsTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConnectionAutoConfiguration.class));

	@Test
	void fitsTheHeapByDefault() {
		this.runner.run((context) -> assertThat(context.getBean(ConnectionLimits.class))
			.isEqualTo(new ConnectionLimits(400, 48, 96, 32, Duration.ofSeconds(10), Duration.ofSeconds(15),
					DataSize.ofKilobytes(64), Duration.ofSeconds(20), 0)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "max=0", "max-unfinished-headers=0", "max-unfinished-headers=401", "max-active=1",
			"max-active=401", "max-stalled=0", "max-cut-offs=-1", "max-stalled=96", "header-timeout=0s",
			"body-timeout=-1s", "stall-timeout=0ms", "max-body-size=0B" })
	void stopsTheStartAndNamesAPropertyThatIsBad(String property) {
		String name = "soundlift.connections." + property;
		this.runner.withPropertyValues(name)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining(name.substring(0, name.indexOf('='))));
	}

}
