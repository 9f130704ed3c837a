package io.soundlift.gateway.signin;

import io.soundlift.support.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * Repository of the CSRF token in the session; does not create a session for it.
 */
final class SessionCsrfTokens implements CsrfTokenRepository {

	/** Header that carries it in calls of the API. */
	static final String HEADER = "X-CSRF-TOKEN";

	/** Field that carries it in forms. */
	static final String FIELD = "_csrf";

	private static final String ATTRIBUTE = "soundlift.csrf";

	@Override
	public CsrfToken generateToken(HttpServletRequest request) {
		return token(Secrets.newToken());
	}

	@Override
	public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.setAttribute(ATTRIBUTE, (token != null) ? token.getToken() : null);
		}
	}

	@Override
	public @Nullable CsrfToken loadToken(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		String token = (session != null) ? (String) session.getAttribute(ATTRIBUTE) : null;
		return (token != null) ? token(token) : null;
	}

	private static CsrfToken token(String value) {
		return new DefaultCsrfToken(HEADER, FIELD, value);
	}

}
