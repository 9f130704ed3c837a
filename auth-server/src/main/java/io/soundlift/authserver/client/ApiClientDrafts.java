package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.token.ClientOwner;
import io.soundlift.support.Secrets;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * Factory of the clients that people create: confidential, client credentials only, and
 * acting as their owner. User input determines only name and scopes.
 */
@Component
public final class ApiClientDrafts {

	private final ClientDocuments documents;

	private final AuthServerProperties properties;

	ApiClientDrafts(ClientDocuments documents, AuthServerProperties properties) {
		this.documents = documents;
		this.properties = properties;
	}

	ClientDocument draft(String id, Account owner, String name, Set<String> scopes, String secretHash, Instant now) {
		RegisteredClient client = ownedBy(owner.id(), id).clientId(Secrets.newId())
			.clientName(name)
			.clientIdIssuedAt(now)
			.clientSecret(secretHash)
			.scopes((all) -> all.addAll(scopes))
			.build();
		return this.documents.toDocument(client).unusable(now, owner.generation());
	}

	/**
	 * Begins a client that acts as its owner.
	 * @param accountId id of the owner's account
	 * @param id internal id of the client
	 * @return a builder, without public id, name, secret and scopes
	 */
	public RegisteredClient.Builder ownedBy(String accountId, String id) {
		return RegisteredClient.withId(id)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.clientSettings(ClientOwner.set(ClientSettings.builder(), accountId).build())
			.tokenSettings(
					TokenSettings.builder().accessTokenTimeToLive(this.properties.accessTokenLifetime()).build());
	}

}
