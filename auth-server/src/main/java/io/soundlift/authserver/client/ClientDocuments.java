package io.soundlift.authserver.client;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.soundlift.authserver.secret.SecurityJson;
import io.soundlift.authserver.token.ClientOwner;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * Mapping between registered clients and their documents.
 */
@Component
final class ClientDocuments {

	private final SecurityJson json;

	ClientDocuments(SecurityJson json) {
		this.json = json;
	}

	ClientDocument toDocument(RegisteredClient client) {
		return new ClientDocument(client.getId(), client.getClientId(), client.getClientName(),
				client.getClientSecret(), client.getClientSecretExpiresAt(), client.getClientIdIssuedAt(),
				ClientOwner.of(client).orElse(null),
				values(client.getClientAuthenticationMethods(), ClientAuthenticationMethod::getValue),
				values(client.getAuthorizationGrantTypes(), AuthorizationGrantType::getValue), client.getRedirectUris(),
				client.getPostLogoutRedirectUris(), client.getScopes(),
				this.json.write(client.getClientSettings().getSettings()),
				this.json.write(client.getTokenSettings().getSettings()), null, null, null, null, null, null);
	}

	RegisteredClient toClient(ClientDocument document) {
		Map<String, Object> clientSettings = this.json.read(document.clientSettings());
		Map<String, Object> tokenSettings = this.json.read(document.tokenSettings());
		return RegisteredClient.withId(document.id())
			.clientId(document.clientId())
			.clientName(document.name())
			.clientSecret(document.secretHash())
			.clientSecretExpiresAt(document.secretExpiresAt())
			.clientIdIssuedAt(document.issuedAt())
			.clientAuthenticationMethods((methods) -> document.authenticationMethods()
				.forEach((method) -> methods.add(new ClientAuthenticationMethod(method))))
			.authorizationGrantTypes(
					(types) -> document.grantTypes().forEach((type) -> types.add(new AuthorizationGrantType(type))))
			.redirectUris((uris) -> uris.addAll(document.redirectUris()))
			.postLogoutRedirectUris((uris) -> uris.addAll(document.postLogoutRedirectUris()))
			.scopes((scopes) -> scopes.addAll(document.scopes()))
			.clientSettings(ClientSettings.withSettings(clientSettings).build())
			.tokenSettings(TokenSettings.withSettings(tokenSettings).build())
			.build();
	}

	private static <T> Set<String> values(Collection<T> items, Function<T, String> value) {
		return items.stream().map(value).collect(Collectors.toSet());
	}

}
