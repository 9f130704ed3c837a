package io.soundlift.authserver.authorization.web;

import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Recognises a public client, which has no secret, where Spring Security by itself knows
 * public clients only with PKCE: the device grant (RFC 8628, section 3.1), refresh of its
 * tokens, and their revocation.
 */
final class PublicClientAuthenticationConverter implements AuthenticationConverter {

	private static final Set<String> GRANTS = Set.of(AuthorizationGrantType.DEVICE_CODE.getValue(),
			AuthorizationGrantType.REFRESH_TOKEN.getValue());

	private static final Set<String> PROOFS = Set.of(OAuth2ParameterNames.CLIENT_SECRET,
			OAuth2ParameterNames.CLIENT_ASSERTION);

	private static final RequestMatcher TOKEN = post("/oauth2/token");

	private static final RequestMatcher OTHERS = new OrRequestMatcher(post("/oauth2/device_authorization"),
			post("/oauth2/revoke"));

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		String[] clientIds = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
		if (clientIds == null || clientIds.length != 1 || clientIds[0].isBlank() || hasProof(request)) {
			return null;
		}
		String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
		boolean isTokenRequest = TOKEN.matches(request) && grant != null && GRANTS.contains(grant);
		if (!isTokenRequest && !OTHERS.matches(request)) {
			return null;
		}
		return new OAuth2ClientAuthenticationToken(clientIds[0], ClientAuthenticationMethod.NONE, null, Map.of());
	}

	private static boolean hasProof(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) != null
				|| PROOFS.stream().anyMatch((proof) -> request.getParameter(proof) != null);
	}

	private static RequestMatcher post(String path) {
		return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, path);
	}

}
