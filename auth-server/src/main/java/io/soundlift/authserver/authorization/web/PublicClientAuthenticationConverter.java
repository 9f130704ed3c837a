package io.soundlift.authserver.authorization.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
 * Converter for requests of public clients, which have no secret, where Spring Security
 * supports them only with PKCE: the device grant (RFC 8628, section 3.1), refresh of its
 * tokens, and their revocation. The id is a parameter, or the HTTP Basic user with an
 * empty password, which RFC 6749, section 2.3.1, permits and some libraries send.
 */
final class PublicClientAuthenticationConverter implements AuthenticationConverter {

	private static final Set<String> GRANTS = Set.of(AuthorizationGrantType.DEVICE_CODE.getValue(),
			AuthorizationGrantType.REFRESH_TOKEN.getValue());

	private static final Set<String> PROOFS = Set.of(OAuth2ParameterNames.CLIENT_SECRET,
			OAuth2ParameterNames.CLIENT_ASSERTION);

	private static final String BASIC = "Basic ";

	private static final RequestMatcher TOKEN = post("/oauth2/token");

	private static final RequestMatcher OTHERS = new OrRequestMatcher(post("/oauth2/device_authorization"),
			post("/oauth2/revoke"));

	@Override
	public @Nullable Authentication convert(HttpServletRequest request) {
		String clientId = clientId(request);
		if (clientId == null || clientId.isBlank()) {
			return null;
		}
		String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
		boolean isTokenRequest = TOKEN.matches(request) && grant != null && GRANTS.contains(grant);
		if (!isTokenRequest && !OTHERS.matches(request)) {
			return null;
		}
		return new OAuth2ClientAuthenticationToken(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
	}

	private static @Nullable String clientId(HttpServletRequest request) {
		String[] parameters = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
		if (PROOFS.stream().anyMatch((proof) -> request.getParameter(proof) != null)
				|| (parameters != null && parameters.length > 1)) {
			return null;
		}
		String parameter = (parameters != null) ? parameters[0] : null;
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (authorization == null) {
			return parameter;
		}
		String user = userWithoutPassword(authorization);
		return (parameter == null || parameter.equals(user)) ? user : null;
	}

	private static @Nullable String userWithoutPassword(String authorization) {
		if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
			return null;
		}
		try {
			String pair = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip()),
					StandardCharsets.UTF_8);
			return (pair.indexOf(':') == pair.length() - 1)
					? URLDecoder.decode(pair.substring(0, pair.length() - 1), StandardCharsets.UTF_8) : null;
		}
		catch (IllegalArgumentException ex) {
			// Spring Security refuses what is malformed
			return null;
		}
	}

	private static RequestMatcher post(String path) {
		return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, path);
	}

}
