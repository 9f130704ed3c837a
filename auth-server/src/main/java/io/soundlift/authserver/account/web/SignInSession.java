package io.soundlift.authserver.account.web;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.KnownBrowsers;
import io.soundlift.authserver.account.Origin;
import io.soundlift.authserver.account.SignedIn;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * State that a sign-in leaves in the browser: the session and the proof that the account
 * knows the browser.
 */
@Component
public final class SignInSession {

	private static final String COOKIE = "SOUNDLIFT_BROWSER";

	private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

	private final KnownBrowsers browsers;

	SignInSession(KnownBrowsers browsers) {
		this.browsers = browsers;
	}

	/**
	 * Returns the origin of a request.
	 * @param request the request
	 * @return its origin
	 */
	public static Origin originOf(HttpServletRequest request) {
		Cookie browser = WebUtils.getCookie(request, COOKIE);
		return new Origin(request.getRemoteAddr(), (browser != null) ? browser.getValue() : "");
	}

	/**
	 * Signs in, or continues with the account's next generation. Session id and CSRF
	 * token change, so that earlier ones are useless to an attacker.
	 * @param account the account
	 * @param request the request
	 * @param response its response
	 */
	public void signIn(Account account, HttpServletRequest request, HttpServletResponse response) {
		request.getSession();
		request.changeSessionId();
		new HttpSessionCsrfTokenRepository().saveToken(null, request, response);
		SecurityContextImpl context = new SecurityContextImpl(
				SignedIn.authentication(account, new WebAuthenticationDetails(request.getRemoteAddr(), null)));
		SecurityContextHolder.setContext(context);
		this.contexts.saveContext(context, request, response);
		remember(account.id(), request, response);
	}

	/**
	 * Adds this browser to those known to the account.
	 * @param accountId id of the account, whose owner uses the browser
	 * @param request the request
	 * @param response its response
	 */
	public void remember(String accountId, HttpServletRequest request, HttpServletResponse response) {
		String proof = this.browsers.remember(originOf(request).browser(), accountId);
		response.addHeader(HttpHeaders.SET_COOKIE,
				ResponseCookie.from(COOKIE, proof)
					.path(request.getContextPath())
					.httpOnly(true)
					.secure(request.isSecure())
					.sameSite("Lax")
					.maxAge(KnownBrowsers.LIFETIME)
					.build()
					.toString());
	}

}
