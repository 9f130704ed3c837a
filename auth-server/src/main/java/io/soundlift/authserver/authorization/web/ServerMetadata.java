package io.soundlift.authserver.authorization.web;

import java.util.List;
import java.util.Map;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationServerMetadataClaimNames;

/**
 * Entries of the discovery documents (RFC 8414, OpenID Connect Discovery 1.0) for what
 * this server offers to clients, which is less than Spring Security supports.
 */
final class ServerMetadata {

	private static final String BASIC = ClientAuthenticationMethod.CLIENT_SECRET_BASIC.getValue();

	private static final String POST = ClientAuthenticationMethod.CLIENT_SECRET_POST.getValue();

	private static final String NONE = ClientAuthenticationMethod.NONE.getValue();

	private ServerMetadata() {
	}

	static void customize(Map<String, Object> claims) {
		claims.put(OAuth2AuthorizationServerMetadataClaimNames.GRANT_TYPES_SUPPORTED, List.of(
				AuthorizationGrantType.AUTHORIZATION_CODE.getValue(), AuthorizationGrantType.REFRESH_TOKEN.getValue(),
				AuthorizationGrantType.CLIENT_CREDENTIALS.getValue(), AuthorizationGrantType.DEVICE_CODE.getValue()));
		claims.put(OAuth2AuthorizationServerMetadataClaimNames.SCOPES_SUPPORTED,
				List.of("openid", "email", "conversions:read", "conversions:write"));
		claims.put(OAuth2AuthorizationServerMetadataClaimNames.TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED,
				List.of(BASIC, POST, NONE));
		claims.put(OAuth2AuthorizationServerMetadataClaimNames.REVOCATION_ENDPOINT_AUTH_METHODS_SUPPORTED,
				List.of(BASIC, POST, NONE));
		claims.put(OAuth2AuthorizationServerMetadataClaimNames.INTROSPECTION_ENDPOINT_AUTH_METHODS_SUPPORTED,
				List.of(BASIC, POST));
		// the gateway accepts only bearer tokens
		claims.remove(OAuth2AuthorizationServerMetadataClaimNames.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS);
		claims.remove(OAuth2AuthorizationServerMetadataClaimNames.DPOP_SIGNING_ALG_VALUES_SUPPORTED);
	}

}
