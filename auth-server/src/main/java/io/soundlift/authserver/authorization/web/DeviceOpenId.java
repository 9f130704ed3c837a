package io.soundlift.authserver.authorization.web;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Permission for devices to ask for {@code openid}, which Spring Security refuses in this
 * grant. The request is made without the scope, which then is added to what the person is
 * asked.
 */
final class DeviceOpenId implements AuthenticationProvider {

	private static final OAuth2TokenType DEVICE_CODE = new OAuth2TokenType(OAuth2ParameterNames.DEVICE_CODE);

	private final AuthenticationProvider request;

	private final OAuth2AuthorizationService authorizations;

	DeviceOpenId(AuthenticationProvider request, OAuth2AuthorizationService authorizations) {
		this.request = request;
		this.authorizations = authorizations;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		OAuth2DeviceAuthorizationRequestAuthenticationToken asked = (OAuth2DeviceAuthorizationRequestAuthenticationToken) authentication;
		if (!asked.getScopes().contains(OidcScopes.OPENID)) {
			return this.request.authenticate(asked);
		}
		Authentication client = (Authentication) asked.getPrincipal();
		if (!mayHaveIdTokens(client)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
		}
		Set<String> others = new HashSet<>(asked.getScopes());
		others.remove(OidcScopes.OPENID);
		Authentication answer = this.request.authenticate(new OAuth2DeviceAuthorizationRequestAuthenticationToken(
				client, asked.getAuthorizationUri(), others, asked.getAdditionalParameters()));
		if (answer instanceof OAuth2DeviceAuthorizationRequestAuthenticationToken started
				&& started.getDeviceCode() != null) {
			askFor(asked.getScopes(), started.getDeviceCode());
		}
		return answer;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.request.supports(authentication);
	}

	private void askFor(Set<String> scopes, OAuth2DeviceCode deviceCode) {
		OAuth2Authorization authorization = this.authorizations.findByToken(deviceCode.getTokenValue(), DEVICE_CODE);
		if (authorization != null) {
			this.authorizations.save(OAuth2Authorization.from(authorization)
				.attribute(OAuth2ParameterNames.SCOPE, new HashSet<>(scopes))
				.build());
		}
	}

	private static boolean mayHaveIdTokens(Authentication client) {
		RegisteredClient registered = (client instanceof OAuth2ClientAuthenticationToken token)
				? token.getRegisteredClient() : null;
		return registered != null && registered.getScopes().contains(OidcScopes.OPENID);
	}

}
