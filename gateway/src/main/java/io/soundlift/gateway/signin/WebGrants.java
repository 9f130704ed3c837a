package io.soundlift.gateway.signin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

import io.soundlift.gateway.GatewayProperties;

import org.springframework.http.MediaType;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Requests of the gateway to the authorization server for a signed-in browser.
 */
@Component
final class WebGrants {

	private final ClientRegistration registration;

	private final OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshClient;

	private final RestClient http;

	WebGrants(ClientRegistration registration,
			OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshClient,
			GatewayProperties properties) {
		this.registration = registration;
		this.refreshClient = refreshClient;
		this.http = WebClient.http()
			.baseUrl(properties.authServerUri())
			.defaultHeaders((headers) -> headers.setBasicAuth(encode(GatewayProperties.WEB_CLIENT_ID),
					encode(properties.webClientSecret())))
			.build();
	}

	/** Form-encoded, as OAuth2 requires of clients, unlike HTTP (RFC 6749, 2.3.1). */
	private static String encode(String credential) {
		return URLEncoder.encode(credential, StandardCharsets.UTF_8);
	}

	/**
	 * Obtains the next access token (RFC 6749, 6).
	 * @throws GrantEndedException if the grant was revoked or has expired
	 * @throws OAuth2AuthorizationException if the server does not respond correctly
	 */
	Fresh refresh(Tokens tokens) {
		// the client does not send the old access token, so its times are irrelevant
		OAuth2AccessToken old = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, tokens.accessToken(), null,
				null);
		try {
			OAuth2AccessTokenResponse response = this.refreshClient.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
					this.registration, old, new OAuth2RefreshToken(tokens.refreshToken(), null)));
			return fresh(tokens, response);
		}
		catch (OAuth2AuthorizationException ex) {
			if (OAuth2ErrorCodes.INVALID_GRANT.equals(ex.getError().getErrorCode())) {
				throw new GrantEndedException(ex);
			}
			throw ex;
		}
	}

	private static Fresh fresh(Tokens old, OAuth2AccessTokenResponse response) {
		OAuth2AccessToken access = response.getAccessToken();
		OAuth2RefreshToken refresh = response.getRefreshToken();
		Object idToken = response.getAdditionalParameters().get("id_token");
		return new Fresh(
				new Tokens(access.getTokenValue(), (refresh != null) ? refresh.getTokenValue() : old.refreshToken(),
						(idToken instanceof String text) ? text : old.idToken()),
				Objects.requireNonNull(access.getExpiresAt()));
	}

	/**
	 * Revokes the grant (RFC 7009). A grant that no longer exists counts as revoked.
	 * @throws RestClientException if the server does not respond correctly
	 */
	void revoke(Tokens tokens) {
		MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
		form.add("token", tokens.refreshToken());
		form.add("token_type_hint", "refresh_token");
		this.http.post()
			.uri("/auth/oauth2/revoke")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body(form)
			.retrieve()
			.toBodilessEntity();
	}

	/**
	 * Result of a refresh.
	 *
	 * @param tokens the tokens
	 * @param accessExpiresAt when the access token expires
	 */
	record Fresh(Tokens tokens, Instant accessExpiresAt) {
	}

	/**
	 * Thrown if a grant yields no access tokens any more.
	 */
	static final class GrantEndedException extends RuntimeException {

		GrantEndedException(OAuth2AuthorizationException cause) {
			super("The grant was revoked or has expired", cause);
		}

	}

}
