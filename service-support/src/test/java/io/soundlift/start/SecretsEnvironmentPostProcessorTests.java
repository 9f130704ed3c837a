package io.soundlift.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SecretsEnvironmentPostProcessor}.
 */
class SecretsEnvironmentPostProcessorTests {

	private final Path folder;

	SecretsEnvironmentPostProcessorTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@Test
	void takesPropertiesFromFilesWithoutTheirLastLineBreak() throws IOException {
		Files.writeString(this.folder.resolve("SOUNDLIFT_RABBIT_URI"), "amqp://converter:secret@rabbitmq\n");
		Files.writeString(this.folder.resolve("SOUNDLIFT_MONGODB_URI"), "mongodb://mongodb");
		try (ConfigurableApplicationContext context = start("--probe=${SOUNDLIFT_RABBIT_URI}")) {
			assertThat(context.getEnvironment().getProperty("probe")).isEqualTo("amqp://converter:secret@rabbitmq");
			// what is made of it by the one that comes next
			assertThat(context.getEnvironment().getProperty("soundlift.mongodb.uri"))
				.isEqualTo("mongodb://mongodb/?w=majority&journal=true&retryWrites=true&socketTimeoutMS=120000");
		}
	}

	@Test
	void findsTheConfigServersAddressInAFile() throws IOException {
		Files.writeString(this.folder.resolve("SOUNDLIFT_CONFIG_URI"), "http://127.0.0.1:1");
		assertThatExceptionOfType(ConfigServerException.class).isThrownBy(
				() -> start("--spring.cloud.config.enabled=true", "--spring.cloud.config.retry.max-attempts=1").close())
			.withMessageContaining("http://127.0.0.1:1");
	}

	@Test
	void letsTheEnvironmentWin() throws IOException {
		Files.writeString(this.folder.resolve("SOUNDLIFT_RABBIT_URI"), "amqp://file");
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new MapPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("SOUNDLIFT_SECRETS", this.folder.toString(), "SOUNDLIFT_RABBIT_URI", "amqp://own")));
		new SecretsEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty("SOUNDLIFT_RABBIT_URI")).isEqualTo("amqp://own");
	}

	@Test
	void failsWhenTheFolderIsMissing() {
		Path missing = this.folder.resolve("missing");
		assertThatIllegalArgumentException().isThrownBy(() -> start("--SOUNDLIFT_SECRETS=" + missing).close())
			.withMessage("SOUNDLIFT_SECRETS is not a folder that can be read: '%s'", missing);
	}

	private ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setKeepAlive(false);
		application.setDefaultProperties(
				Map.of("SOUNDLIFT_SECRETS", this.folder.toString(), "spring.cloud.config.enabled", "false"));
		return application.run(arguments);
	}

	private static final class Application {

	}

}
