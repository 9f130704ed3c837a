package io.soundlift.authserver;

import java.util.Set;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of an OAuth2 client.
 *
 * @param name name shown on the consent page; the client id when empty
 * @param secret secret of at least 16 characters; empty for a public client
 * @param grantTypes grants that the client may use
 * @param redirectUris exact addresses to which codes may be sent; the port of a loopback
 * address is free (RFC 8252, section 7.3)
 * @param postLogoutRedirectUris exact addresses to which a sign-out may redirect
 * @param scopes scopes that the client may ask for
 * @param requireConsent whether the client requires consent
 * @param rotateRefreshTokens whether each refresh gives a new refresh token; a public
 * client's always are
 */
public record ConfiguredClient(@DefaultValue("") String name,
		@DefaultValue("") @Pattern(regexp = "|.{16,72}", message = "must have 16 to 72 characters") String secret,
		@DefaultValue Set<@Pattern(
				regexp = "authorization_code|refresh_token|client_credentials|urn:ietf:params:oauth:grant-type:device_code",
				message = "must be authorization_code, refresh_token, client_credentials or "
						+ "urn:ietf:params:oauth:grant-type:device_code") String> grantTypes,
		@DefaultValue Set<@Pattern(regexp = URI,
				message = "must be an absolute URI without a fragment") String> redirectUris,
		@DefaultValue Set<@Pattern(regexp = URI,
				message = "must be an absolute URI without a fragment") String> postLogoutRedirectUris,
		@DefaultValue Set<@Pattern(regexp = "openid|email|conversions:read|conversions:write",
				message = "must be openid, email, conversions:read or conversions:write") String> scopes,
		@Nullable Boolean requireConsent, @Nullable Boolean rotateRefreshTokens) {

	/** An app's own scheme, or http and https with a host; never a script. */
	private static final String URI = "(https?://[^/?#\\s]+|[a-z][a-z0-9+-]*\\.[a-z0-9.+-]+:/)[^#\\s]*";

	boolean isUsable() {
		return !this.grantTypes.isEmpty()
				&& (!this.grantTypes.contains("authorization_code") || !this.redirectUris.isEmpty());
	}

	@Override
	public String toString() {
		return "ConfiguredClient[name=%s]".formatted(this.name);
	}

	@AssertTrue(message = "clients with the grant client_credentials need a secret")
	boolean isSecretGiven() {
		return !this.secret.isEmpty() || !this.grantTypes.contains("client_credentials");
	}

}
