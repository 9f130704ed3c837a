package io.soundlift.configserver;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.config.server.EnableConfigServer;

/**
 * Application of the config server.
 */
@SpringBootApplication
@EnableConfigServer
@EnableConfigurationProperties(ConfigServerProperties.class)
public class ConfigServerApplication {

	/**
	 * Starts the config server, which does not get its configuration from another one.
	 * @param arguments properties, as {@code --name=value}
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(ConfigServerApplication.class);
		application.setDefaultProperties(Map.of("spring.cloud.config.enabled", "false"));
		application.run(arguments);
	}

}
