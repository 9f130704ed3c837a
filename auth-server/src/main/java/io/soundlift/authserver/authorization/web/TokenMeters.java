package io.soundlift.authserver.authorization.web;

import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.authserver.authorization.ProviderRule;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Counters of issued tokens by requested grant type.
 */
@Component
final class TokenMeters implements ProviderRule {

	private static final List<AuthorizationGrantType> KNOWN = List.of(AuthorizationGrantType.AUTHORIZATION_CODE,
			AuthorizationGrantType.REFRESH_TOKEN, AuthorizationGrantType.CLIENT_CREDENTIALS,
			AuthorizationGrantType.DEVICE_CODE);

	private final MeterRegistry meters;

	TokenMeters(MeterRegistry meters) {
		this.meters = meters;
		// a series that starts at 1 instead of 0 has no rate
		KNOWN.forEach(this::counter);
	}

	@Override
	public @Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider) {
		Authentication answer = provider.authenticate(request);
		if (answer != null && request instanceof OAuth2AuthorizationGrantAuthenticationToken grant) {
			counter(grant.getGrantType()).increment();
		}
		return answer;
	}

	private Counter counter(AuthorizationGrantType grantType) {
		String name = grantType.getValue();
		return Counter.builder("soundlift.tokens.issued")
			.description("Answers with tokens")
			// the device code's type is a URN
			.tag("grant.type", name.substring(name.lastIndexOf(':') + 1))
			.register(this.meters);
	}

}
