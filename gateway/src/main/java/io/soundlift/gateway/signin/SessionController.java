package io.soundlift.gateway.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoint by which a page learns who is signed in, and gets the CSRF token for its
 * calls.
 */
@RestController
class SessionController {

	/** Path of the session, which is public. */
	static final String PATH = "/api/session";

	/**
	 * Returns who is signed in. A program with a token of its own has no session.
	 */
	@GetMapping(PATH)
	Session session(@AuthenticationPrincipal @Nullable Jwt token, HttpServletRequest request) {
		// null for a program with a token of its own, which has no session
		CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
		if (token == null || csrf == null) {
			return new Session(false, null, null);
		}
		return new Session(true, token.getClaimAsString("email"), new Csrf(csrf.getHeaderName(), csrf.getToken()));
	}

	/**
	 * A browser's session.
	 *
	 * @param signedIn whether somebody is signed in
	 * @param email address of the signed-in user
	 * @param csrf token that calls must have if they change something
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Session(boolean signedIn, @Nullable String email, @Nullable Csrf csrf) {
	}

	/**
	 * A CSRF token. It looks different each time, but each one is valid as long as the
	 * session.
	 *
	 * @param header name of the header
	 * @param token its value
	 */
	record Csrf(String header, String token) {
	}

}
