package io.soundlift.authserver.key;

import java.text.ParseException;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.soundlift.authserver.AuthServerProperties;

import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.stereotype.Component;

/**
 * Decoder of the ID tokens that this server issued. Access tokens are not accepted.
 */
@Component
public final class IdTokens {

	private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

	private final String issuer;

	IdTokens(Keyring keyring, AuthServerProperties properties) {
		this.issuer = properties.issuer();
		this.processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256,
				(selector, context) -> selector.select(keyring.hintKeys())));
		// the default type verifier refuses "at+jwt"
		this.processor.setJWTClaimsSetVerifier((claims, context) -> {
		});
	}

	/**
	 * Reads an ID token as a hint at a sign-in. For that it may have expired (OpenID
	 * Connect RP-Initiated Logout 1.0, section 2), and its key may be retired.
	 * @param token the presented text
	 * @return the ID token, or empty when this server did not sign it with a key that is
	 * trusted
	 */
	public Optional<OidcIdToken> readHint(String token) {
		try {
			JWTClaimsSet claims = this.processor.process(token, null);
			if (!this.issuer.equals(claims.getIssuer()) || claims.getSubject() == null) {
				return Optional.empty();
			}
			return Optional.of(OidcIdToken.withTokenValue(token)
				.issuer(claims.getIssuer())
				.subject(claims.getSubject())
				.audience(claims.getAudience())
				.issuedAt(claims.getIssueTime().toInstant())
				.expiresAt(claims.getExpirationTime().toInstant())
				.build());
		}
		catch (ParseException | BadJOSEException | JOSEException ex) {
			return Optional.empty();
		}
	}

}
