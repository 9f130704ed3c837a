package io.soundlift.gateway.signin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.revocation.KnownRevocations;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Upkeep of sign-ins: ends those whose sessions have expired, retries revocations that
 * failed, and removes those of closed accounts. Several gateways may run it at the same
 * time.
 */
@Component
final class SignInUpkeep {

	/** The last use of a session is recorded with a delay, and clocks differ. */
	private static final Duration GRACE = Duration.ofHours(1);

	private final BrowserSignIns signIns;

	private final SignOut signOut;

	private final KnownRevocations revocations;

	private final GatewayProperties properties;

	SignInUpkeep(BrowserSignIns signIns, SignOut signOut, KnownRevocations revocations, GatewayProperties properties) {
		this.signIns = signIns;
		this.signOut = signOut;
		this.revocations = revocations;
		this.properties = properties;
	}

	@Scheduled(fixedDelay = 60, timeUnit = TimeUnit.SECONDS)
	void cleanUp() {
		this.signIns.removeAllOf(this.revocations.closedAccounts());
		this.signIns
			.abandoned(this.properties.sessionIdleTimeout().plus(GRACE),
					this.properties.sessionAbsoluteTimeout().plus(GRACE))
			.forEach((signIn) -> this.signIns.end(signIn.id()));
		for (BrowserSignIn ended : this.signIns.dueForRevocation()) {
			if (!this.signOut.revoke(ended)) {
				// the others would wait for the same server
				return;
			}
		}
	}

}
