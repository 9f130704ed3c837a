package io.soundlift.authserver;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts the authorization server of OAuth2, and its accounts.
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
	 * Creates the clock. MongoDB keeps milliseconds, and a document must equal what was
	 * stored.
	 */
	@Bean
	Clock clock() {
		return Clock.tickMillis(ZoneOffset.UTC);
	}

}
