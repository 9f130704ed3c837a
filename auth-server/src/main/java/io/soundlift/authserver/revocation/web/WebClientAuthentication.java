package io.soundlift.authserver.revocation.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

import io.soundlift.authserver.AuthServerProperties;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Authentication of the gateway by the secret in the configuration. The stored secret has
 * a slow hash, which is too expensive for a request every few seconds.
 */
final class WebClientAuthentication implements AuthenticationProvider {

	private final String secret;

	/**
	 * Creates the check.
	 * @param secret secret of the web client; if empty, all requests are refused
	 */
	WebClientAuthentication(String secret) {
		this.secret = secret;
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		String given = (authentication.getCredentials() instanceof String text) ? text : "";
		boolean right = MessageDigest.isEqual(this.secret.getBytes(StandardCharsets.UTF_8),
				given.getBytes(StandardCharsets.UTF_8));
		if (this.secret.isEmpty() || !right || !AuthServerProperties.WEB_CLIENT.equals(authentication.getName())) {
			throw new BadCredentialsException("Not the web client");
		}
		return UsernamePasswordAuthenticationToken.authenticated(AuthServerProperties.WEB_CLIENT, null, List.of());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
