package io.soundlift.authserver.authorization;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/**
 * Rule around a provider of Spring Security: what is answered before, after or instead of
 * it.
 */
@FunctionalInterface
public interface ProviderRule {

	/**
	 * Answers a request.
	 * @param request a request that the provider supports
	 * @param provider what answers it without the rule
	 * @return the answer, or null as the provider means it
	 */
	@Nullable Authentication authenticate(Authentication request, AuthenticationProvider provider);

	/**
	 * Returns a provider with this rule around it.
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
