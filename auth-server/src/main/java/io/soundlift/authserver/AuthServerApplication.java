package io.soundlift.authserver;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Application of the OAuth2 authorization server and its accounts.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthServerProperties.class)
@EnableScheduling
public class AuthServerApplication {

	/**
	 * Starts the service and returns when it is ready.
	 * @param args the command line, passed to Spring Boot
	 */
	public static void main(String[] args) {
		SpringApplication.run(AuthServerApplication.class, args);
	}

	/**
	 * Creates the clock. MongoDB keeps milliseconds, and an instant must equal its stored
	 * value.
	 */
	@Bean
	Clock clock() {
		return Clock.tickMillis(ZoneOffset.UTC);
	}

}
