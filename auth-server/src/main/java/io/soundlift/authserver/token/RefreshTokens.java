package io.soundlift.authserver.token;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import io.soundlift.encryption.Encryption;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.stereotype.Component;

/**
 * Generator of refresh tokens that contain the id of their grant, encrypted. So every
 * token ever issued identifies its grant, even after it was replaced, without being
 * stored. They can't be forged.
 */
@Component
public final class RefreshTokens {

	private static final String PLACE = "refresh_token";

	private static final char SEPARATOR = ' ';

	private final Encryption encryption;

	private final Clock clock;

	RefreshTokens(Encryption encryption, Clock clock) {
		this.encryption = encryption;
		this.clock = clock;
	}

	/**
	 * Creates a refresh token, also for public clients: theirs are always rotated, which
	 * RFC 9700, section 4.14.2, considers sufficient.
	 * @param context context of the token
	 * @return the token, or null when another kind of token is requested
	 */
	@Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
		if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
			return null;
		}
		Instant issuedAt = this.clock.instant();
		// the token has random bits of its own, so that its security does not depend on
		// the key alone
		String content = GrantId.of(context) + SEPARATOR + Secrets.newToken();
		byte[] encrypted = this.encryption.encrypt(content.getBytes(StandardCharsets.UTF_8), PLACE);
		return new OAuth2RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(encrypted), issuedAt,
				issuedAt.plus(context.getRegisteredClient().getTokenSettings().getRefreshTokenTimeToLive()));
	}

	/**
	 * Finds the grant of a refresh token.
	 * @param token the presented text
	 * @return id of the authorization, which may have ended; empty when this server did
	 * not issue the token, or no longer has its key
	 */
	public Optional<String> grantOf(String token) {
		try {
			byte[] content = this.encryption.decrypt(Base64.getUrlDecoder().decode(token), PLACE);
			String text = new String(content, StandardCharsets.UTF_8);
			return Optional.of(text.substring(0, Math.max(text.indexOf(SEPARATOR), 0)));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return Optional.empty();
		}
	}

}
