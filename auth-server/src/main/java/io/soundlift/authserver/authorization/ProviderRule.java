package io.soundlift.authserver.authorization;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/**
 * Rule that wraps an authentication provider of Spring Security and acts before, after or
 * instead of it.
 */
@FunctionalInterface
public interface ProviderRule {

	/**
	 * Handles a request.
	 * @param request a request that the provider supports
	 * @param provider the wrapped provider
	 * @return the result, or null with the same meaning as for the provider
	 */
	@Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider);

	/**
	 * Wraps a provider with this rule.
	 * @param provider the provider
	 * @return a provider of the same requests
	 */
	default AuthenticationProvider around(AuthenticationProvider provider) {
		return new AuthenticationProvider() {

			@Override
			public @Nullable Authentication authenticate(Authentication request) {
				return ProviderRule.this.authenticate(request, provider);
			}

			@Override
			public boolean supports(Class<?> type) {
				return provider.supports(type);
			}

		};
	}

}
