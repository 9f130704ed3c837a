package io.soundlift.gateway.signin;

import java.io.IOException;
import java.util.Optional;

import io.soundlift.gateway.security.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authentication of a session by its access token, which is checked like one that a
 * program sends.
 */
final class SessionAuthenticationFilter extends OncePerRequestFilter {

	private static final Logger log = LoggerFactory.getLogger(SessionAuthenticationFilter.class);

	private final SessionTokens tokens;

	private final SignOut signOut;

	private final JwtAuthenticationProvider accessTokens;

	private final ProblemWriter problems;

	SessionAuthenticationFilter(SessionTokens tokens, SignOut signOut, JwtAuthenticationProvider accessTokens,
			ProblemWriter problems) {
		this.tokens = tokens;
		this.signOut = signOut;
		this.accessTokens = accessTokens;
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String key = SessionAttributes.key(request);
		if (key != null) {
			try {
				authenticate(key).ifPresent(
						(authentication) -> SecurityContextHolder.getContext().setAuthentication(authentication));
			}
			catch (AuthenticationServiceException ex) {
				this.problems.commence(request, response, ex);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	private Optional<Authentication> authenticate(String key) {
		Optional<String> token = this.tokens.accessToken(key);
		try {
			return token.map(this::authenticateByToken);
		}
		catch (InvalidBearerTokenException ex) {
			log.info("A session's access token was refused, and a new one is requested: {}", ex.getMessage());
			return authenticateByNextToken(key, token.orElseThrow());
		}
	}

	private Optional<Authentication> authenticateByNextToken(String key, String refused) {
		Optional<String> token = this.tokens.accessTokenAfter(key, refused);
		try {
			return token.map(this::authenticateByToken);
		}
		catch (InvalidBearerTokenException ex) {
			log.info("A session's next access token is refused as well, so the session ends: {}", ex.getMessage());
			this.signOut.end(key);
			return Optional.empty();
		}
	}

	private Authentication authenticateByToken(String token) {
		Authentication authentication = this.accessTokens.authenticate(new BearerTokenAuthenticationToken(token));
		if (authentication == null) {
			throw new IllegalStateException("The check of access tokens did not decide");
		}
		return authentication;
	}

}
