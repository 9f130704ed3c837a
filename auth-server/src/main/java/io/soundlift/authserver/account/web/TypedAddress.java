package io.soundlift.authserver.account.web;

import io.soundlift.authserver.account.EmailAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * Address that was typed into the sign-in form, kept in the browser's session until the
 * form is shown again. The form shows exactly what was typed, whether or not there is an
 * account.
 */
final class TypedAddress {

	private static final String ATTRIBUTE = "soundlift.typed-address";

	private TypedAddress() {
	}

	/**
	 * Keeps the address of a failed sign-in, if it is plausible.
	 * @param request the request of the form
	 */
	static void keep(HttpServletRequest request) {
		String typed = EmailAddress.normalise(String.valueOf(request.getParameter("email")));
		if (EmailAddress.isValid(typed)) {
			request.getSession().setAttribute(ATTRIBUTE, typed);
		}
	}

	/**
	 * Returns and removes the address.
	 * @param request the request of the page
	 * @return the address; {@code null} for none
	 */
	static @Nullable String take(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null || !(session.getAttribute(ATTRIBUTE) instanceof String typed)) {
			return null;
		}
		session.removeAttribute(ATTRIBUTE);
		return typed;
	}

}
