package io.soundlift.authserver.authorization.web;

import java.time.Duration;

import io.soundlift.authserver.authorization.ProviderRule;
import io.soundlift.authserver.secret.MachineSecretEncoder;
import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Throttle of guesses at client secrets that were chosen by a person.
 *
 * <p>
 * Attempts count per client and network address, so that a client can't be locked out
 * from elsewhere. Secrets that this server generated are not throttled: they can't be
 * guessed, cost one hash to compare, and a correct one must always work. Nor are clients
 * that don't exist: there is nothing to guess, and the response is the same.
 */
@Component
final class ThrottledClientSecret implements ProviderRule {

	private static final Logger logger = LoggerFactory.getLogger(ThrottledClientSecret.class);

	private static final ThrottlePolicy WRONG_SECRETS = new ThrottlePolicy(10, Duration.ofSeconds(5),
			Duration.ofMinutes(1));

	private static final String KIND = "client-secret";

	private final RegisteredClientRepository clients;

	private final Throttle throttle;

	ThrottledClientSecret(RegisteredClientRepository clients, Throttle throttle) {
		this.clients = clients;
		this.throttle = throttle;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider) {
		if (!isGuessable((OAuth2ClientAuthenticationToken) request)) {
			return provider.authenticate(request);
		}
		String clientAndOrigin = request.getName() + ' ' + origin(request);
		if (this.throttle.isBlocked(KIND, clientAndOrigin)) {
			logger.info("Client '{}' was refused unheard after too many wrong secrets from one address",
					request.getName());
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
		}
		try {
			return provider.authenticate(request);
		}
		catch (OAuth2AuthenticationException ex) {
			// not before: a client may legitimately request many tokens at once
			this.throttle.tryAcquire(KIND, clientAndOrigin, WRONG_SECRETS);
			throw ex;
		}
	}

	private boolean isGuessable(OAuth2ClientAuthenticationToken request) {
		ClientAuthenticationMethod method = request.getClientAuthenticationMethod();
		if (!ClientAuthenticationMethod.CLIENT_SECRET_BASIC.equals(method)
				&& !ClientAuthenticationMethod.CLIENT_SECRET_POST.equals(method)) {
			return false;
		}
		RegisteredClient client = this.clients.findByClientId(request.getName());
		return client != null && !MachineSecretEncoder.hasEncoded(client.getClientSecret());
	}

	private static String origin(Authentication request) {
		return (request.getDetails() instanceof WebAuthenticationDetails web) ? web.getRemoteAddress() : "unknown";
	}

}
