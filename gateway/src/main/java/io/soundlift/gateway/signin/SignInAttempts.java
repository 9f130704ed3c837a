package io.soundlift.gateway.signin;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * Keeps in the session what browsers have begun, one attribute for each tab, so that any
 * gateway can finish it and no tab spoils another's.
 */
@Component
final class SignInAttempts implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/** Attribute of a request that finishes an attempt: where the browser goes then. */
	static final String RETURN_PATH = "soundlift.return";

	/** So many tabs are more than a person opens, and do not fill a session. */
	private static final int MAX_ATTEMPTS = 8;

	private static final String PREFIX = "soundlift.attempt.";

	private final Clock clock;

	SignInAttempts(Clock clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null)
				? name(session, request).map((name) -> (OAuth2AuthorizationRequest) session.getAttribute(name))
					.orElse(null)
				: null;
	}

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest attempt, HttpServletRequest request,
			HttpServletResponse response) {
		if (attempt == null) {
			removeAuthorizationRequest(request, response);
			return;
		}
		HttpSession session = request.getSession();
		List<String> names = names(session);
		names.subList(0, Math.max(0, names.size() + 1 - MAX_ATTEMPTS)).forEach(session::removeAttribute);
		// the time in front puts the oldest first
		session.setAttribute(PREFIX + "%013d.".formatted(this.clock.millis()) + attempt.getState(), attempt);
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
