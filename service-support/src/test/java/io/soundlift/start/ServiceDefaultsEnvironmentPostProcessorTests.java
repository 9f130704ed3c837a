package io.soundlift.start;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServiceDefaultsEnvironmentPostProcessor}.
 */
class ServiceDefaultsEnvironmentPostProcessorTests {

	private static final String OTLP_ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final String OTLP_LOGS_ENDPOINT = "management.opentelemetry.logging.export.otlp.endpoint";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void importsConfigServerFromEnvironment() {
		process("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:8888", "SOUNDLIFT_CONFIG_PASSWORD", "secret");
		assertThat(this.environment.getProperty("spring.config.import")).isEqualTo("configserver:");
		assertThat(this.environment.getProperty("spring.cloud.config.uri")).isEqualTo("http://127.0.0.1:8888");
		assertThat(this.environment.getProperty("spring.cloud.config.username")).isEqualTo("soundlift");
		assertThat(this.environment.getProperty("spring.cloud.config.password")).isEqualTo("secret");
		assertThat(this.environment.getProperty("spring.cloud.config.fail-fast")).isEqualTo("true");
	}

	@Test
	void waitsForConfigServerAndAsksAtLeastEachFiveSeconds() {
		process("SOUNDLIFT_CONFIG_URI", "http://127.0.0.1:8888");
		assertThat(this.environment.getRequiredProperty("spring.cloud.config.retry.max-attempts", Integer.class))
			.isEqualTo(Integer.MAX_VALUE);
		assertThat(this.environment.getRequiredProperty("spring.cloud.config.retry.max-interval", Long.class))
			.isEqualTo(5000);
	}

	@Test
	void failsWhenConfigServerAddressIsMissing() {
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(this::process)
			.satisfies((ex) -> assertThat(ex.action()).contains("Set SOUNDLIFT_CONFIG_URI"));
	}

	@Test
	void failsWhenConfigServerAddressIsEmpty() {
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(() -> process("SOUNDLIFT_CONFIG_URI", " "));
	}

	@Test
	void importsNothingWhenConfigServerIsDisabled() {
		process("spring.cloud.config.enabled", "false");
		assertThat(this.environment.getProperty("spring.config.import")).isNull();
		assertThat(this.environment.getProperty("management.endpoints.web.exposure.include"))
			.isEqualTo("health,prometheus,info");
	}

	@Test
	void exportsTracesToGivenEndpoint() {
		process("spring.cloud.config.enabled", "false", "SOUNDLIFT_OTLP_ENDPOINT", "http://127.0.0.1:4318/v1/traces");
		assertThat(this.environment.getProperty(OTLP_ENDPOINT)).isEqualTo("http://127.0.0.1:4318/v1/traces");
	}

	@Test
	void exportsNoTracesWhenEndpointIsEmpty() {
		process("spring.cloud.config.enabled", "false", "SOUNDLIFT_OTLP_ENDPOINT", "");
		assertThat(this.environment.getProperty(OTLP_ENDPOINT)).isNull();
	}

	@Test
	void givesMongoUriWithDurableWrites() {
		process("spring.cloud.config.enabled", "false", "SOUNDLIFT_MONGODB_URI", "mongodb://127.0.0.1:27017");
		assertThat(this.environment.getProperty("soundlift.mongodb.uri"))
			.isEqualTo("mongodb://127.0.0.1:27017/?w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000");
	}

	@Test
	void exportsLogsToGivenEndpoint() {
		process("spring.cloud.config.enabled", "false", "SOUNDLIFT_OTLP_LOGS_ENDPOINT",
				" http://127.0.0.1:4318/v1/logs ");
		assertThat(this.environment.getProperty(OTLP_LOGS_ENDPOINT)).isEqualTo("http://127.0.0.1:4318/v1/logs");
		assertThat(this.environment.getProperty(OTLP_ENDPOINT)).isNull();
	}

	@Test
	void exportsOnlyTracesWhenNoEndpointForLogsIsGiven() {
		process("spring.cloud.config.enabled", "false", "SOUNDLIFT_OTLP_ENDPOINT", "http://127.0.0.1:4318/v1/traces");
		assertThat(this.environment.getProperty("management.otlp.metrics.export.enabled")).isEqualTo("false");
		assertThat(this.environment.getProperty(OTLP_LOGS_ENDPOINT)).isNull();
	}

	@Test
	void logsTraceAndConversion() {
		process("spring.cloud.config.enabled", "false");
		assertThat(this.environment.getProperty("logging.pattern.correlation")).contains("%X{traceId:-}")
			.contains("%X{soundlift.conversion.id:-}")
			.endsWith(" ");
	}

	@Test
	void keepsWhatApplicationSets() {
		this.environment.getPropertySources()
			.addLast(new DefaultPropertiesPropertySource(Map.of("spring.main.banner-mode", "console")));
		process("spring.cloud.config.enabled", "false", "management.tracing.sampling.probability", "0.5");
		assertThat(this.environment.getProperty("spring.main.banner-mode")).isEqualTo("console");
		assertThat(this.environment.getProperty("management.tracing.sampling.probability")).isEqualTo("0.5");
		assertThat(this.environment.getProperty("spring.jmx.enabled")).isEqualTo("false");
	}

	private void process(String... properties) {
		for (int i = 0; i < properties.length; i += 2) {
			this.environment.setProperty(properties[i], properties[i + 1]);
		}
		new ServiceDefaultsEnvironmentPostProcessor(new DefaultBootstrapContext())
			.postProcessEnvironment(this.environment, new SpringApplication());
	}

}
