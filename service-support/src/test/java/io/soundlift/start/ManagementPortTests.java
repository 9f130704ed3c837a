package io.soundlift.start;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the port for operators that each service needs.
 */
class ManagementPortTests {

	private static final AutoConfigurations CONFIGURATION = AutoConfigurations
		.of(ManagementPortAutoConfiguration.class);

	private final WebApplicationContextRunner service = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATION);

	@ParameterizedTest
	@ValueSource(strings = { "server.port=9000", "management.server.port=8080",
			"server.port=9000,management.server.port=9000" })
	void refusesToStartWhenOperatorsHaveNoPortOfTheirOwn(String ports) {
		this.service.withPropertyValues(ports.split(","))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.isInstanceOf(ManagementPortException.class)
				.hasMessageContaining("management.server.port"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.server.port=8081", "management.server.port=0", "management.server.port=-1" })
	void startsWhenTheMainPortHasNothingForOperators(String port) {
		this.service.withPropertyValues(port).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void asksForNoPortWhenNothingIsServed() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATION)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void saysWhatToSet() {
		assertThat(new StartFailureAnalyzer().analyze(new ManagementPortException())).isNotNull()
			.extracting(FailureAnalysis::getAction)
			.asString()
			.contains("MANAGEMENT_SERVER_PORT");
	}

}
