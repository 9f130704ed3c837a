package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.secret.SecurityJson;
import io.soundlift.authserver.token.ClientOwner;
import io.soundlift.support.Secrets;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * Drafts the clients that people make: confidential, client credentials only, and acting
 * as their owner. Of what people type nothing but name and scopes gets in.
 */
@Component
final class ApiClientDrafts {

	private final ClientDocuments documents;

	private final AuthServerProperties properties;

	ApiClientDrafts(SecurityJson json, AuthServerProperties properties) {
		this.documents = new ClientDocuments(json);
		this.properties = properties;
	}

	ClientDocument draft(String id, Account owner, String name, Set<String> scopes, String secretHash, Instant now) {
		return this.documents
			.toDocument(RegisteredClient.withId(id)
				.clientId(Secrets.newId())
				.clientName(name)
				.clientIdIssuedAt(now)
				.clientSecret(secretHash)
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
				.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
				.scopes((all) -> all.addAll(scopes))
				.clientSettings(ClientOwner.set(ClientSettings.builder(), owner.id()).build())
				.tokenSettings(
						TokenSettings.builder().accessTokenTimeToLive(this.properties.accessTokenLifetime()).build())
				.build())
			.unusable(now, owner.generation());
	}

}
