package io.soundlift.gateway.signin;

import java.io.IOException;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/**
 * Handler of the end of an attempt to sign in: stores the tokens and redirects back, or
 * redirects to where it can be retried.
 */
final class SignIn implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

	private static final Logger logger = LoggerFactory.getLogger(SignIn.class);

	private final BrowserSignIns signIns;

	private final SignOut signOut;

	private final OAuth2AuthorizedClientRepository received;

	private final SessionCsrfTokens csrfTokens;

	SignIn(BrowserSignIns signIns, SignOut signOut, OAuth2AuthorizedClientRepository received,
			SessionCsrfTokens csrfTokens) {
		this.signIns = signIns;
		this.signOut = signOut;
		this.received = received;
		this.csrfTokens = csrfTokens;
	}

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
			Authentication authentication) throws IOException {
		OAuth2AuthorizedClient client = Objects.requireNonNull(
				this.received.loadAuthorizedClient(WebClient.REGISTRATION, authentication, request),
				"The sign-in brought no tokens");
		String account = authentication.getName();
		String replaced = SessionAttributes.key(request);
		String key = this.signIns.add(account, tokens(client, authentication),
				Objects.requireNonNull(client.getAccessToken().getExpiresAt(), "The access token does not expire"));
		SessionAttributes.signIn(request, key, account);
		this.csrfTokens.saveToken(this.csrfTokens.generateToken(request), request, response);
		if (replaced != null) {
			// in another tab, or with another account
			this.signOut.end(replaced);
		}
		response.sendRedirect(ReturnPath.safe((String) request.getAttribute(SignInAttempts.RETURN_PATH)));
	}

	private static Tokens tokens(OAuth2AuthorizedClient client, Authentication authentication) {
		OidcUser user = (OidcUser) Objects.requireNonNull(authentication.getPrincipal());
		return new Tokens(client.getAccessToken().getTokenValue(),
				Objects.requireNonNull(client.getRefreshToken(), "The authorization server gave no refresh token")
					.getTokenValue(),
				user.getIdToken().getTokenValue());
	}

	/**
	 * Redirects to the page, which offers another attempt. None is needed after a sign-in
	 * in another tab.
	 */
	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException exception) throws IOException {
		logger.info("A sign-in failed: {}", exception.toString());
		boolean signedIn = SessionAttributes.key(request) != null;
		response.sendRedirect(signedIn ? ReturnPath.DEFAULT : "/?sign-in=failed");
	}

}
