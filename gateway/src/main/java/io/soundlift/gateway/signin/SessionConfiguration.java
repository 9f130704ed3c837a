package io.soundlift.gateway.signin;

import java.time.Duration;
import java.util.List;

import io.soundlift.encryption.Encryption;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.session.WebSessionConfiguration;
import io.soundlift.session.WebSessionSettings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Browser sessions, which all gateways share.
 */
@Configuration(proxyBeanMethods = false)
@Import(WebSessionConfiguration.class)
class SessionConfiguration {

	/** Long enough to sign up and to fetch a mail while a sign-in is under way. */
	private static final Duration ANONYMOUS_TIMEOUT = Duration.ofMinutes(30);

	@Bean
	Encryption encryption(GatewayProperties properties) {
		return new Encryption(properties.encryptionKey(), properties.previousEncryptionKeys(),
				"soundlift.gateway.encryption-key");
	}

	@Bean
	WebSessionSettings webSessionSettings(GatewayProperties properties) {
		return new WebSessionSettings("browser_sessions", properties.sessionCookie(), "/", properties.isHttps(), true,
				properties.sessionIdleTimeout(), ANONYMOUS_TIMEOUT, properties.sessionAbsoluteTimeout(), List.of());
	}

}
