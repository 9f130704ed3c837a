package io.soundlift.configserver;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what stops the config server's start.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigServerStartTests {

	private final Path repository;

	ConfigServerStartTests(@TempDir Path repository) {
		this.repository = repository;
	}

	@Test
	void startsWithRepositoryAndPassword() {
		try (ConfigurableApplicationContext server = start("SOUNDLIFT_CONFIG_REPO=" + this.repository,
				"SOUNDLIFT_CONFIG_PASSWORD=secret")) {
			assertThat(server.isRunning()).isTrue();
		}
	}

	@Test
	void stopsWhenPasswordIsMissing(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("SOUNDLIFT_CONFIG_REPO=" + this.repository));
		assertThat(output).contains("soundlift.config-server.password")
			.contains("is missing: set SOUNDLIFT_CONFIG_PASSWORD");
	}

	@Test
	void stopsWhenPasswordIsTooLong(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> start("SOUNDLIFT_CONFIG_REPO=" + this.repository, "SOUNDLIFT_CONFIG_PASSWORD=" + "x".repeat(73)));
		assertThat(output).contains("soundlift.config-server.password").contains("72 characters");
	}

	@Test
	void stopsWhenUsernameIsEmpty(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("SOUNDLIFT_CONFIG_REPO=" + this.repository,
				"SOUNDLIFT_CONFIG_PASSWORD=secret", "SOUNDLIFT_CONFIG_USERNAME="));
		assertThat(output).contains("soundlift.config-server.username").contains("set SOUNDLIFT_CONFIG_USERNAME");
	}

	@Test
	void stopsWhenRepositoryIsMissing(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("SOUNDLIFT_CONFIG_PASSWORD=secret"));
		assertThat(output).contains("soundlift.config-server.repository")
			.contains("is missing: set SOUNDLIFT_CONFIG_REPO");
	}

	@Test
	void stopsWhenRepositoryIsNoFolder(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("SOUNDLIFT_CONFIG_PASSWORD=secret",
				"SOUNDLIFT_CONFIG_REPO=" + this.repository.resolve("absent")));
		assertThat(output).contains("must be a folder").contains("SOUNDLIFT_CONFIG_REPO");
	}

	@Test
	void stopsWhenRequestCouldChooseFolder(CapturedOutput output) throws Exception {
		Path folder = Files.createDirectory(this.repository.resolve("{profile}"));
		assertThatException()
			.isThrownBy(() -> start("SOUNDLIFT_CONFIG_PASSWORD=secret", "SOUNDLIFT_CONFIG_REPO=" + folder));
		assertThat(output).contains("its path must be free of braces");
	}

	@Test
	void stopsWhenServiceNameIsOdd(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("SOUNDLIFT_CONFIG_PASSWORD=secret",
				"SOUNDLIFT_CONFIG_REPO=" + this.repository, "soundlift.config-server.services=gateway,../etc"));
		assertThat(output).contains("must be lower-case names of services");
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return ConfigServerIntegrationTests.start(arguments);
	}

}
