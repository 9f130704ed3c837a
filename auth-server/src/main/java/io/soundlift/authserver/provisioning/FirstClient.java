package io.soundlift.authserver.provisioning;

import java.time.Instant;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.token.ClientOwner;
import io.soundlift.support.Secrets;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/**
 * Describes the API client of the first account.
 */
final class FirstClient {

	private static final Set<String> API_SCOPES = Set.of("conversions:read", "conversions:write");

	private FirstClient() {
	}

	static RegisteredClient of(AuthServerProperties properties, String owner, String secretHash) {
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
			.tokenSettings(Lifetimes.of(properties).build())
			.build();
	}

}
