package io.soundlift.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.BootstrapRegistry;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.StringUtils;

/**
 * Adds the defaults of all services, and the import of the config server, to the default
 * properties, which all other sources override.
 */
final class ServiceDefaultsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String CONFIG_URI = "SOUNDLIFT_CONFIG_URI";

	private static final String OTLP_ENDPOINT = "SOUNDLIFT_OTLP_ENDPOINT";

	private static final String OTLP_LOGS_ENDPOINT = "SOUNDLIFT_OTLP_LOGS_ENDPOINT";

	private static final String MONGODB_URI = "SOUNDLIFT_MONGODB_URI";

	private final BootstrapRegistry bootstrap;

	/**
	 * Called by Boot.
	 * @param bootstrap receives the log of the time before Boot's own
	 */
	ServiceDefaultsEnvironmentPostProcessor(BootstrapRegistry bootstrap) {
		this.bootstrap = bootstrap;
	}

	@Override
	public int getOrder() {
		// Boot reads spring.config.import right after this one
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> defaults = new HashMap<>();
		load("service-defaults.properties", defaults);
		set(defaults, "management.opentelemetry.tracing.export.otlp.endpoint", environment.getProperty(OTLP_ENDPOINT));
		set(defaults, "management.opentelemetry.logging.export.otlp.endpoint",
				environment.getProperty(OTLP_LOGS_ENDPOINT));
		String mongoUri = environment.getProperty(MONGODB_URI);
		if (StringUtils.hasText(mongoUri)) {
			defaults.put("soundlift.mongodb.uri", DurableMongoUri.of(mongoUri.trim()));
		}
		if (environment.getProperty("spring.cloud.config.enabled", Boolean.class, true)) {
			if (!StringUtils.hasText(environment.getProperty(CONFIG_URI))) {
				throw ConfigServerException.addressMissing();
			}
			load("config-import.properties", defaults);
			this.bootstrap.register(EarlyLog.class,
					BootstrapRegistry.InstanceSupplier.from(() -> new EarlyLog(environment)));
			applicationName(application).ifPresent((name) -> defaults.put("spring.cloud.config.name", name));
		}
		// defaults set by the application itself keep their values
		environment.getPropertySources()
			.stream()
			.filter(DefaultPropertiesPropertySource::hasMatchingName)
			.map(DefaultPropertiesPropertySource.class::cast)
			.forEach((own) -> defaults.keySet().removeIf(own::containsProperty));
		DefaultPropertiesPropertySource.addOrMerge(defaults, environment.getPropertySources());
	}

	private static void set(Map<String, Object> defaults, String property, @Nullable String value) {
		if (StringUtils.hasText(value)) {
			defaults.put(property, value.trim());
		}
	}

	/**
	 * Reads the service's name from its own configuration, which Boot has not loaded yet
	 * when the import needs the name.
	 */
	private static Optional<String> applicationName(SpringApplication application) {
		Resource configuration = new ClassPathResource("application.yml", application.getClassLoader());
		if (!configuration.exists()) {
			return Optional.empty();
		}
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(configuration);
		return Optional.ofNullable(yaml.getObject())
			.map((properties) -> properties.getProperty("spring.application.name"));
	}

	private static void load(String name, Map<String, Object> target) {
		ClassPathResource resource = new ClassPathResource(name, ServiceDefaultsEnvironmentPostProcessor.class);
		try {
			Properties properties = PropertiesLoaderUtils.loadProperties(resource);
			properties.forEach((key, value) -> target.put((String) key, value));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + resource, ex);
		}
	}

}
