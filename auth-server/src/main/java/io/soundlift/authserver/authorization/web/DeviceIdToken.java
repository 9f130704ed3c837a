package io.soundlift.authserver.authorization.web;

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * ID token for a device, with its other tokens, when the person allowed {@code openid},
 * which Spring Security leaves out in this grant.
 */
final class DeviceIdToken implements AuthenticationProvider {

	private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);

	private final AuthenticationProvider grant;

	private final OAuth2AuthorizationService authorizations;

	private final OAuth2TokenGenerator<?> generator;

	DeviceIdToken(AuthenticationProvider grant, OAuth2AuthorizationService authorizations,
			OAuth2TokenGenerator<?> generator) {
		this.grant = grant;
		this.authorizations = authorizations;
		this.generator = generator;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		Authentication granted = this.grant.authenticate(authentication);
		if (!(granted instanceof OAuth2AccessTokenAuthenticationToken tokens)
				|| !tokens.getAccessToken().getScopes().contains(OidcScopes.OPENID)) {
			return granted;
		}
		OAuth2Authorization authorization = this.authorizations.findByToken(tokens.getAccessToken().getTokenValue(),
				OAuth2TokenType.ACCESS_TOKEN);
		if (authorization == null) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		OidcIdToken idToken = generate(authorization, tokens, (OAuth2DeviceCodeAuthenticationToken) authentication);
		this.authorizations.save(OAuth2Authorization.from(authorization)
			.token(idToken,
					(metadata) -> metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, idToken.getClaims()))
			.build());
		return new OAuth2AccessTokenAuthenticationToken(tokens.getRegisteredClient(),
				(Authentication) tokens.getPrincipal(), tokens.getAccessToken(), tokens.getRefreshToken(),
				Map.of(OidcParameterNames.ID_TOKEN, idToken.getTokenValue()));
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.grant.supports(authentication);
	}

	private OidcIdToken generate(OAuth2Authorization authorization, OAuth2AccessTokenAuthenticationToken tokens,
			OAuth2DeviceCodeAuthenticationToken request) {
		Authentication person = authorization.getAttribute(Principal.class.getName());
		if (person == null) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		OAuth2Token token = this.generator.generate(DefaultOAuth2TokenContext.builder()
			.registeredClient(tokens.getRegisteredClient())
			.principal(person)
			.authorizationServerContext(AuthorizationServerContextHolder.getContext())
			.authorization(authorization)
			.authorizedScopes(authorization.getAuthorizedScopes())
			.tokenType(ID_TOKEN)
			.authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
			.authorizationGrant(request)
			.build());
		if (!(token instanceof Jwt jwt)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.SERVER_ERROR);
		}
		return new OidcIdToken(jwt.getTokenValue(), jwt.getIssuedAt(), jwt.getExpiresAt(), jwt.getClaims());
	}

}
