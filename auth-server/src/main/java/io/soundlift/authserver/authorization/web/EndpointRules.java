package io.soundlift.authserver.authorization.web;

import java.util.List;

import io.soundlift.authserver.authorization.IssuedTokens;
import io.soundlift.authserver.authorization.TokenReuse;
import io.soundlift.authserver.key.IdTokens;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.stereotype.Component;

/**
 * Puts our own rules in front or in place of Spring Security's at the endpoints where
 * tokens are redeemed, taken back and asked about.
 */
@Component
final class EndpointRules {

	private final TokenReuse tokenReuse;

	private final IssuedTokens tokens;

	private final IdTokens idTokens;

	private final RegisteredClientRepository clients;

	private final TokenMeters meters;

	EndpointRules(TokenReuse tokenReuse, IssuedTokens tokens, IdTokens idTokens, RegisteredClientRepository clients,
			TokenMeters meters) {
		this.tokenReuse = tokenReuse;
		this.tokens = tokens;
		this.idTokens = idTokens;
		this.clients = clients;
		this.meters = meters;
	}

	void redemption(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider.supports(OAuth2AuthorizationCodeAuthenticationToken.class)
				|| provider.supports(OAuth2RefreshTokenAuthenticationToken.class))
						? new ReuseDetection(provider, this.tokenReuse) : provider);
	}

	/**
	 * Counts redemptions. Comes after all other rules, which look for Spring Security's
	 * own providers.
	 * @param providers the providers of the token endpoint
	 */
	void count(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> new TokenRequestCounter(provider, this.meters));
	}

	void revocation(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider instanceof OAuth2TokenRevocationAuthenticationProvider)
				? new TokenRevocation(this.tokens) : provider);
	}

	void introspection(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider instanceof OAuth2TokenIntrospectionAuthenticationProvider)
				? new TokenIntrospection(provider, this.tokens) : provider);
	}

	void signOut(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider instanceof OidcLogoutAuthenticationProvider)
				? new SignOutByClient(this.idTokens, this.clients) : provider);
	}

}
