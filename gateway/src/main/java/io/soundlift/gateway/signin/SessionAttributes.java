package io.soundlift.gateway.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Attributes of a session about its sign-in: a key, and the account.
 */
final class SessionAttributes {

	private static final String KEY = "soundlift.sign-in";

	private SessionAttributes() {
	}

	/**
	 * Returns the key of the sign-in.
	 * @return the key; {@code null} if there is no session, or it has no sign-in. The
	 * sign-in may have ended since
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
