package io.soundlift.gateway.signin;

import java.time.Duration;

import io.soundlift.support.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/**
 * End of sign-ins: in the database first, which takes effect at once for all gateways,
 * then at the authorization server. A revocation that fails is retried later.
 */
@Component
final class SignOut {

	private static final Logger logger = LoggerFactory.getLogger(SignOut.class);

	private static final Duration RETRY = Duration.ofMinutes(1);

	private final BrowserSignIns signIns;

	private final WebGrants grants;

	SignOut(BrowserSignIns signIns, WebGrants grants) {
		this.signIns = signIns;
		this.grants = grants;
	}

	/**
	 * Ends a sign-in.
	 * @param key key from the session; nothing happens if the sign-in was ended before
	 */
	void end(String key) {
		this.signIns.end(Secrets.sha256(key)).ifPresent(this::revoke);
	}

	/**
	 * Revokes the grant of an ended sign-in and removes the sign-in.
	 * @return {@code false} if the authorization server did not revoke it, so that it has
	 * to be retried
	 */
	boolean revoke(BrowserSignIn ended) {
		try {
			// tokens that can't be decrypted can't be revoked either
			this.signIns.tokens(ended).ifPresent(this.grants::revoke);
		}
		catch (RestClientException ex) {
			logger.warn("The grant of an ended session can't be revoked yet: {}", ex.toString());
			this.signIns.revokeLater(ended.id(), RETRY);
			return false;
		}
		this.signIns.remove(ended.id());
		return true;
	}

}
