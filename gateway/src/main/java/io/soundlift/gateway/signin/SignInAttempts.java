package io.soundlift.gateway.signin;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/**
 * Store of the sign-ins that browsers have begun: in the session, one attribute for each
 * tab, so that any gateway can finish it and tabs do not interfere. Only values that
 * differ between attempts are stored.
 */
@Component
final class SignInAttempts implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/**
	 * Attribute of a request that finishes an attempt: the path to which the browser
	 * returns.
	 */
	static final String RETURN_PATH = "soundlift.return";

	/**
	 * Characters of all attempts of a session, which is a cookie before the sign-in: with
	 * the cookies of the authorization server and a long URL, the header of a request
	 * stays below Tomcat's 8 KB. That is four tabs, or one with the longest return path.
	 */
	private static final int MAX_LENGTH = 1500;

	private static final String SEPARATOR = " ";

	private static final String PREFIX = "soundlift.attempt.";

	private final ClientRegistration registration;

	private final Clock clock;

	SignInAttempts(ClientRegistration registration, Clock clock) {
		this.registration = registration;
		this.clock = clock;
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? name(session, request).map(session::getAttribute)
			// an older version stored something else
			.filter(String.class::isInstance)
			.map((text) -> toAttempt((String) text, request.getParameter(OAuth2ParameterNames.STATE)))
			.orElse(null) : null;
	}

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest attempt, HttpServletRequest request,
			HttpServletResponse response) {
		if (attempt == null) {
			removeAuthorizationRequest(request, response);
			return;
		}
		HttpSession session = request.getSession();
		// the leading time sorts the oldest first
		String name = PREFIX + "%013d.".formatted(this.clock.millis()) + attempt.getState();
		String value = toText(attempt);
		Deque<String> names = new ArrayDeque<>(names(session));
		int length = name.length() + value.length() + names.stream().mapToInt((old) -> length(session, old)).sum();
		while (length > MAX_LENGTH && !names.isEmpty()) {
			String oldest = names.removeFirst();
			length -= length(session, oldest);
			session.removeAttribute(oldest);
		}
		session.setAttribute(name, value);
	}

	private static int length(HttpSession session, String name) {
		return name.length() + String.valueOf(session.getAttribute(name)).length();
	}

	private static String toText(OAuth2AuthorizationRequest attempt) {
		return Stream.of(OidcParameterNames.NONCE, PkceParameterNames.CODE_VERIFIER, ReturnPath.PARAMETER)
			.map((name) -> String.valueOf(attempt.getAttributes().get(name)))
			.collect(Collectors.joining(SEPARATOR));
	}

	private OAuth2AuthorizationRequest toAttempt(String text, String state) {
		// none of the three contains a blank
		String[] values = text.split(SEPARATOR);
		return OAuth2AuthorizationRequest.authorizationCode()
			.clientId(this.registration.getClientId())
			.authorizationUri(this.registration.getProviderDetails().getAuthorizationUri())
			.redirectUri(this.registration.getRedirectUri())
			.scopes(this.registration.getScopes())
			.state(state)
			.attributes((attributes) -> attributes.putAll(Map.of(OAuth2ParameterNames.REGISTRATION_ID,
					this.registration.getRegistrationId(), OidcParameterNames.NONCE, values[0],
					PkceParameterNames.CODE_VERIFIER, values[1], ReturnPath.PARAMETER, values[2])))
			.build();
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(HttpServletRequest request,
			HttpServletResponse response) {
		OAuth2AuthorizationRequest attempt = loadAuthorizationRequest(request);
		if (attempt != null) {
			HttpSession session = request.getSession();
			name(session, request).ifPresent(session::removeAttribute);
			request.setAttribute(RETURN_PATH, attempt.getAttributes().get(ReturnPath.PARAMETER));
		}
		return attempt;
	}

	private static Optional<String> name(HttpSession session, HttpServletRequest request) {
		String state = request.getParameter(OAuth2ParameterNames.STATE);
		return (state != null && !state.isEmpty())
				? names(session).stream().filter((name) -> name.endsWith("." + state)).findFirst() : Optional.empty();
	}

	private static List<String> names(HttpSession session) {
		return Collections.list(session.getAttributeNames())
			.stream()
			.filter((name) -> name.startsWith(PREFIX))
			.sorted()
			.toList();
	}

}
