package io.soundlift.authserver.provisioning;

import io.soundlift.authserver.AuthServerProperties;

import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * Configured lifetimes of the tokens of clients.
 */
final class Lifetimes {

	private Lifetimes() {
	}

	static TokenSettings.Builder of(AuthServerProperties properties) {
		return TokenSettings.builder()
			.accessTokenTimeToLive(properties.accessTokenLifetime())
			.refreshTokenTimeToLive(properties.refreshTokenLifetime())
			.deviceCodeTimeToLive(properties.deviceCodeLifetime())
			.reuseRefreshTokens(false);
	}

}
