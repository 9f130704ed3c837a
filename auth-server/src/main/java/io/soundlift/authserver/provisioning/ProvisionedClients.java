package io.soundlift.authserver.provisioning;

import java.time.Instant;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.client.ClientOwner;
import io.soundlift.authserver.secret.Secrets;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * Describes the clients that exist from the first start.
 */
final class ProvisionedClients {

	private static final Set<String> API_SCOPES = Set.of("conversions:read", "conversions:write");

	private ProvisionedClients() {
	}

	/**
	 * Describes the command line, a public client that signs people in by device code.
	 */
	static RegisteredClient commandLine(AuthServerProperties properties) {
		return RegisteredClient.withId(Secrets.newId())
			.clientId("soundlift-cli")
			.clientName("Soundlift command line")
			.clientIdIssuedAt(Instant.now())
			.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
			.authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
			.scope(OidcScopes.OPENID)
			.scopes((scopes) -> scopes.addAll(API_SCOPES))
			.clientSettings(ClientSettings.builder().requireAuthorizationConsent(true).build())
			.tokenSettings(tokenSettings(properties))
			.build();
	}

	/**
	 * Describes the API client of the first account.
	 */
	static RegisteredClient api(AuthServerProperties properties, String owner, String secretHash) {
		return RegisteredClient.withId(Secrets.newId())
			.clientId(properties.firstAccount().clientId())
			.clientName("First API client")
			.clientIdIssuedAt(Instant.now())
			.clientSecret(secretHash)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.scopes((scopes) -> scopes.addAll(API_SCOPES))
			.clientSettings(ClientOwner.set(ClientSettings.builder(), owner).build())
			.tokenSettings(tokenSettings(properties))
			.build();
	}

	private static TokenSettings tokenSettings(AuthServerProperties properties) {
		return TokenSettings.builder()
			.accessTokenTimeToLive(properties.accessTokenLifetime())
			.refreshTokenTimeToLive(properties.refreshTokenLifetime())
			.deviceCodeTimeToLive(properties.deviceCodeLifetime())
			.reuseRefreshTokens(false)
			.build();
	}

}
