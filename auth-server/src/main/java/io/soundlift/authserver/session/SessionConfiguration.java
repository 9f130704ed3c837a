package io.soundlift.authserver.session;

import java.util.List;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.encryption.Encryption;
import io.soundlift.session.MongoSessionRepository;
import io.soundlift.session.WebSessionConfiguration;
import io.soundlift.session.WebSessionSettings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Configuration of browser sessions in MongoDB, so that they survive a restart and any
 * replica serves any browser.
 */
@Configuration(proxyBeanMethods = false)
@Import(WebSessionConfiguration.class)
class SessionConfiguration {

	@Bean
	Encryption encryption(AuthServerProperties properties) {
		return new Encryption(properties.encryptionKey(), properties.previousEncryptionKeys(),
				"soundlift.auth-server.encryption-key");
	}

	/**
	 * The server uses HTTP behind the gateway; the public URL determines whether there is
	 * TLS.
	 */
	@Bean
	WebSessionSettings webSessionSettings(AuthServerProperties properties) {
		boolean secure = "https".equals(properties.publicUrl().getScheme());
		AuthServerProperties.Session session = properties.session();
		return new WebSessionSettings("browser_sessions", "SOUNDLIFT_AUTH", "/auth", secure, false,
				session.idleTimeout(), session.anonymousTimeout(), session.absoluteTimeout(), List.of());
	}

	/**
	 * OpenID Connect session ids are derived from the same sessions, in every replica.
	 */
	@Bean
	StoredSessionRegistry sessionRegistry(MongoSessionRepository sessions) {
		return new StoredSessionRegistry(sessions);
	}

}
