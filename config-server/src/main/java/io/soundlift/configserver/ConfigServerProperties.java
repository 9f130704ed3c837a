package io.soundlift.configserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the config server.
 *
 * @param repository folder with one YAML file for each service
 * @param username name that the services authenticate with
 * @param password password that the services authenticate with, at most 72 characters
 * @param services comma-separated list of services that may ask for their configuration
 */
@Validated
@ConfigurationProperties("soundlift.config-server")
record ConfigServerProperties(
		@NotBlank(message = "is missing: set SOUNDLIFT_CONFIG_REPO to the folder with the configuration files") //
		@DefaultValue("") String repository, //
		@NotBlank(message = "is missing: set SOUNDLIFT_CONFIG_USERNAME") @DefaultValue("soundlift") String username,
		@NotBlank(message = "is missing: set SOUNDLIFT_CONFIG_PASSWORD to the services' password") //
		@Size(max = 72, message = "is longer than the 72 characters that bcrypt reads") //
		@DefaultValue("") String password,
		@NotEmpty(message = "is empty: name the services that may ask") Set<String> services) {

	@AssertTrue(message = "must be a folder, and its path must be free of braces: check SOUNDLIFT_CONFIG_REPO")
	boolean isRepositoryReadable() {
		// braces would be the config server's own placeholders, which let a request
		// choose a folder
		return this.repository.isBlank() || (this.repository.indexOf('{') < 0 && this.repository.indexOf('}') < 0
				&& Files.isDirectory(Path.of(this.repository)));
	}

	@AssertTrue(message = "must be lower-case names of services, such as auth-server")
	boolean isServicesNamed() {
		return this.services.stream().allMatch((service) -> service.matches("[a-z][a-z0-9-]*"));
	}

}
