package io.soundlift.gateway.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * What a session holds of a sign-in: a key, and whose it is.
 */
final class SessionAttributes {

	private static final String KEY = "soundlift.sign-in";

	private SessionAttributes() {
	}

	/**
	 * Returns the key of the sign-in.
	 * @return the key; {@code null} if nobody has signed in in this session, or there is
	 * none. The sign-in may have ended since
	 */
	static @Nullable String key(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? (String) session.getAttribute(KEY) : null;
	}

	static void signIn(HttpServletRequest request, String key, String account) {
		HttpSession session = request.getSession();
		session.setAttribute(KEY, key);
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, account);
	}

}
