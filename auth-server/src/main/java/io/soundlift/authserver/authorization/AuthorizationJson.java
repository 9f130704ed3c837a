package io.soundlift.authserver.authorization;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.soundlift.authserver.secret.SecurityJson;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Writes authorizations as JSON and reads them back.
 */
final class AuthorizationJson {

	private final SecurityJson json;

	AuthorizationJson(SecurityJson json) {
		this.json = json;
	}

	String write(OAuth2Authorization authorization, Map<String, Object> attributes) {
		Map<String, Object> tokens = new HashMap<>();
		for (TokenKind kind : TokenKind.values()) {
			kind.tokenOf(authorization).ifPresent((token) -> tokens.put(kind.name(), toMap(token)));
		}
		Map<String, Object> content = new HashMap<>();
		content.put("grantType", authorization.getAuthorizationGrantType().getValue());
		content.put("scopes", new ArrayList<>(authorization.getAuthorizedScopes()));
		content.put("attributes", new HashMap<>(attributes));
		content.put("tokens", tokens);
		return this.json.write(content);
	}

	OAuth2Authorization.Builder read(String text, RegisteredClient client) {
		Map<String, Object> content = this.json.read(text);
		OAuth2Authorization.Builder builder = OAuth2Authorization.withRegisteredClient(client)
			.authorizationGrantType(new AuthorizationGrantType(required(content, "grantType", String.class)))
			.authorizedScopes(strings(content, "scopes"))
			.attributes((attributes) -> attributes.putAll(map(content, "attributes")));
		Map<String, Object> tokens = map(content, "tokens");
		for (String kind : tokens.keySet()) {
			Map<String, Object> token = map(tokens, kind);
			builder.token(toToken(TokenKind.valueOf(kind), token),
					(metadata) -> metadata.putAll(map(token, "metadata")));
		}
		return builder;
	}

	private static Map<String, Object> toMap(OAuth2Authorization.Token<? extends OAuth2Token> token) {
		Map<String, Object> map = new HashMap<>();
		map.put("value", token.getToken().getTokenValue());
		map.put("issuedAt", token.getToken().getIssuedAt());
		map.put("expiresAt", token.getToken().getExpiresAt());
		map.put("metadata", new HashMap<>(token.getMetadata()));
		if (token.getToken() instanceof OAuth2AccessToken accessToken) {
			map.put("type", accessToken.getTokenType().getValue());
			map.put("scopes", new ArrayList<>(accessToken.getScopes()));
		}
		return map;
	}

	private static OAuth2Token toToken(TokenKind kind, Map<String, Object> token) {
		String value = required(token, "value", String.class);
		Instant issuedAt = required(token, "issuedAt", Instant.class);
		Instant expiresAt = required(token, "expiresAt", Instant.class);
		return switch (kind) {
			case CODE -> new OAuth2AuthorizationCode(value, issuedAt, expiresAt);
			case ACCESS_TOKEN -> new OAuth2AccessToken(tokenType(required(token, "type", String.class)), value,
					issuedAt, expiresAt, strings(token, "scopes"));
			case REFRESH_TOKEN -> new OAuth2RefreshToken(value, issuedAt, expiresAt);
			case ID_TOKEN -> new OidcIdToken(value, issuedAt, expiresAt,
					map(map(token, "metadata"), OAuth2Authorization.Token.CLAIMS_METADATA_NAME));
			case USER_CODE -> new OAuth2UserCode(value, issuedAt, expiresAt);
			case DEVICE_CODE -> new OAuth2DeviceCode(value, issuedAt, expiresAt);
			case STATE -> throw new IllegalStateException("A state is an attribute and no token");
		};
	}

	private static OAuth2AccessToken.TokenType tokenType(String value) {
		return OAuth2AccessToken.TokenType.DPOP.getValue().equals(value) ? OAuth2AccessToken.TokenType.DPOP
				: OAuth2AccessToken.TokenType.BEARER;
	}

	private static Set<String> strings(Map<String, Object> map, String key) {
		Set<String> strings = new HashSet<>();
		Collection<?> items = required(map, key, Collection.class);
		items.forEach((item) -> strings.add(String.valueOf(item)));
		return strings;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> map, String key) {
		return required(map, key, Map.class);
	}

	private static <T> T required(Map<String, Object> map, String key, Class<T> type) {
		Object value = map.get(key);
		if (!type.isInstance(value)) {
			throw new IllegalStateException("The stored authorization has no '%s'".formatted(key));
		}
		return type.cast(value);
	}

}
