package io.soundlift.connection;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientKeepAliveEnvironmentPostProcessor}.
 */
class ClientKeepAliveEnvironmentPostProcessorTests {

	private static final String PROPERTY = ClientKeepAliveEnvironmentPostProcessor.PROPERTY;

	private final String before = System.getProperty(PROPERTY, "");

	@BeforeEach
	void forget() {
		System.clearProperty(PROPERTY);
	}

	@AfterEach
	void restore() {
		System.clearProperty(PROPERTY);
		if (!this.before.isEmpty()) {
			System.setProperty(PROPERTY, this.before);
		}
	}

	@Test
	void clientsOfServiceCloseIdleConnectionsBeforePortsDo() {
		start();
		assertThat(Duration.ofSeconds(Long.getLong(PROPERTY))).isBetween(Duration.ofSeconds(1),
				ConnectionLimits.KEEP_ALIVE.minusSeconds(10));
	}

	@Test
	void leavesTimeoutOfCommandLineAlone() {
		System.setProperty(PROPERTY, "7");
		start();
		assertThat(System.getProperty(PROPERTY)).isEqualTo("7");
	}

	private static void start() {
		SpringApplication application = new SpringApplication(ClientKeepAliveEnvironmentPostProcessorTests.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run("--spring.cloud.config.enabled=false").close();
	}

}
