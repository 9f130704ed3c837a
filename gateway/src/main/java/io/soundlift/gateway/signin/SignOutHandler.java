package io.soundlift.gateway.signin;

import io.soundlift.gateway.GatewayProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Sign-out of a browser: ends the sign-in, and redirects to the authorization server,
 * where the browser is signed in as well (OpenID Connect RP-Initiated Logout 1.0).
 */
final class SignOutHandler implements LogoutHandler, LogoutSuccessHandler {

	private static final String ID_TOKEN = SignOutHandler.class.getName();

	private final BrowserSignIns signIns;

	private final SignOut signOut;

	private final GatewayProperties properties;

	SignOutHandler(BrowserSignIns signIns, SignOut signOut, GatewayProperties properties) {
		this.signIns = signIns;
		this.signOut = signOut;
		this.properties = properties;
	}

	@Override
	public void logout(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) {
		String key = SessionAttributes.key(request);
		if (key != null) {
			this.signIns.find(key)
				.flatMap(this.signIns::tokens)
				.ifPresent((tokens) -> request.setAttribute(ID_TOKEN, tokens.idToken()));
			this.signOut.end(key);
		}
	}

	@Override
	public void onLogoutSuccess(HttpServletRequest request, HttpServletResponse response,
			@Nullable Authentication authentication) {
		String idToken = (String) request.getAttribute(ID_TOKEN);
		response.setStatus(HttpStatus.SEE_OTHER.value());
		response.setHeader(HttpHeaders.LOCATION, (idToken != null) ? logoutAddress(idToken) : ReturnPath.DEFAULT);
	}

	private String logoutAddress(String idToken) {
		return UriComponentsBuilder.fromUriString(this.properties.issuer() + "/connect/logout")
			.queryParam("id_token_hint", idToken)
			.queryParam("post_logout_redirect_uri", this.properties.publicUrl() + "/")
			.encode()
			.toUriString();
	}

}
