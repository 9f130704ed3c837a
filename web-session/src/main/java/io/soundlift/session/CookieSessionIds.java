package io.soundlift.session;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * Reader and writer of the cookie. At the end of each request
 * {@link SessionRepositoryFilter} reads the id from the browser again, only for a
 * comparison, and would load the session for each id returned.
 */
final class CookieSessionIds implements HttpSessionIdResolver {

	/** Attribute in which the filter keeps the current session of the request. */
	private static final String CURRENT_SESSION = SessionRepository.class.getName() + ".CURRENT_SESSION";

	private final CookieHttpSessionIdResolver cookies;

	CookieSessionIds(CookieHttpSessionIdResolver cookies) {
		this.cookies = cookies;
	}

	@Override
	public List<String> resolveSessionIds(HttpServletRequest request) {
		return (request.getAttribute(CURRENT_SESSION) != null) ? List.of() : this.cookies.resolveSessionIds(request);
	}

	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		if (!this.cookies.resolveSessionIds(request).stream().limit(1).toList().contains(sessionId)) {
			this.cookies.setSessionId(request, response, sessionId);
		}
	}

	@Override
	public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		this.cookies.expireSession(request, response);
	}

}
