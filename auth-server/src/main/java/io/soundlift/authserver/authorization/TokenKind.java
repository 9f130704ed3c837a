package io.soundlift.authserver.authorization;

import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * Kind of token by which an authorization can be found.
 */
enum TokenKind {

	/** Binds the consent form to the request and the person. */
	STATE("state", null),

	/** Authorization code. */
	CODE("code", OAuth2AuthorizationCode.class),

	/** Access token. */
	ACCESS_TOKEN("access_token", OAuth2AccessToken.class),

	/** Refresh token. */
	REFRESH_TOKEN("refresh_token", OAuth2RefreshToken.class),

	/** ID token. */
	ID_TOKEN("id_token", OidcIdToken.class),

	/** Code that a person types for a device. */
	USER_CODE("user_code", OAuth2UserCode.class),

	/** Code with which a device requests its tokens. */
	DEVICE_CODE("device_code", OAuth2DeviceCode.class);

	private final String value;

	private final @Nullable Class<? extends OAuth2Token> tokenClass;

	TokenKind(String value, @Nullable Class<? extends OAuth2Token> tokenClass) {
		this.value = value;
		this.tokenClass = tokenClass;
	}

	/**
	 * Returns the name of the token's field in a document and its parameter in OAuth2.
	 * @return the name
	 */
	String value() {
		return this.value;
	}

	/**
	 * Finds this kind's token.
	 * @param authorization any authorization
	 * @return the token with its metadata, or empty; always empty for the state
	 */
	Optional<OAuth2Authorization.Token<? extends OAuth2Token>> tokenOf(OAuth2Authorization authorization) {
		return (this.tokenClass != null) ? Optional.ofNullable(authorization.getToken(this.tokenClass))
				: Optional.empty();
	}

	static Optional<TokenKind> of(OAuth2TokenType type) {
		return Arrays.stream(values()).filter((kind) -> kind.value.equals(type.getValue())).findFirst();
	}

}
