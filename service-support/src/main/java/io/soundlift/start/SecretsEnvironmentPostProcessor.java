package io.soundlift.start;

import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.ConfigTreePropertySource.Option;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Source of properties from the files of the folder named in the environment, so that
 * secrets need not be in the environment, which is visible to child processes and
 * diagnostics. A file's name is the property's, its content the value.
 */
final class SecretsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String FOLDER = "SOUNDLIFT_SECRETS";

	@Override
	public int getOrder() {
		// their content is needed to find the config server
		return ConfigDataEnvironmentPostProcessor.ORDER - 2;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String folder = environment.getProperty(FOLDER);
		if (StringUtils.hasText(folder)) {
			MutablePropertySources sources = environment.getPropertySources();
			ConfigTreePropertySource secrets = new ConfigTreePropertySource("secrets", readable(folder.trim()),
					Option.AUTO_TRIM_TRAILING_NEW_LINE);
			if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
				// values set for a single start take precedence
				sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, secrets);
			}
			else {
				sources.addLast(secrets);
			}
		}
	}

	private static Path readable(String folder) {
		Path path = Path.of(folder);
		if (!Files.isDirectory(path) || !Files.isReadable(path)) {
			throw new IllegalArgumentException(FOLDER + " is not a folder that can be read: '" + folder + "'");
		}
		return path;
	}

}
