package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.soundlift.authserver.throttle.TokenLimits;
import io.soundlift.authserver.token.ClientOwner;
import io.soundlift.authserver.token.RefreshTokens;
import io.soundlift.connection.Network;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limit on the requests to the token endpoints, after client authentication. A client
 * that acts as its owner is counted individually and together with all others of that
 * account. A client for many people, such as the gateway, is not: its requests count for
 * the grant that they concern. Those of a public client count for the network they come
 * from.
 */
final class TokenLimitFilter extends OncePerRequestFilter {

	private static final String INTROSPECTION = "/oauth2/introspect";

	private final TokenLimits limits;

	private final RefreshTokens refreshTokens;

	TokenLimitFilter(TokenLimits limits, RefreshTokens refreshTokens) {
		this.limits = limits;
		this.refreshTokens = refreshTokens;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		Duration wait = (authentication instanceof OAuth2ClientAuthenticationToken client)
				? acquire(request, client, client.getRegisteredClient()) : Duration.ZERO;
		if (!wait.isZero()) {
			TooManyRequests.write(response, wait, TooManyRequests.KEEP_TOKENS);
			return;
		}
		filterChain.doFilter(request, response);
	}

	private Duration acquire(HttpServletRequest request, OAuth2ClientAuthenticationToken authentication,
			@Nullable RegisteredClient client) {
		if (client == null) {
			return Duration.ZERO;
		}
		Optional<String> owner = ClientOwner.of(client);
		if (owner.isPresent()) {
			return INTROSPECTION.equals(request.getServletPath()) ? this.limits.introspectionOf(client.getClientId())
					: this.limits.requestOfClient(request.getServletPath(), client.getClientId(), owner.get());
		}
		if (ClientAuthenticationMethod.NONE.equals(authentication.getClientAuthenticationMethod())) {
			Duration wait = this.limits.requestFrom(Network.of(request.getRemoteAddr()));
			if (!wait.isZero()) {
				return wait;
			}
		}
		return Optional.ofNullable(request.getParameter(OAuth2ParameterNames.REFRESH_TOKEN))
			.flatMap(this.refreshTokens::grantOf)
			.map(this.limits::refreshOf)
			.orElse(Duration.ZERO);
	}

}
