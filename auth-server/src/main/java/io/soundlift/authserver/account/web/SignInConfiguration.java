package io.soundlift.authserver.account.web;

import java.io.IOException;

import io.soundlift.authserver.account.Origin;
import io.soundlift.authserver.page.SavedPages;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationDetailsSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;

/**
 * Configuration of the sign-in form and its session.
 */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {

	@Bean
	AuthenticationDetailsSource<HttpServletRequest, Origin> signInDetails() {
		return SignInSession::originOf;
	}

	@Bean
	AuthenticationSuccessHandler signInSuccess(SignInSession session, SavedPages savedPages) {
		return new RememberingSuccessHandler(session, savedPages);
	}

	@Bean
	AuthenticationFailureHandler signInFailure() {
		SimpleUrlAuthenticationFailureHandler failure = new SimpleUrlAuthenticationFailureHandler("/sign-in?error");
		return (request, response, exception) -> {
			TypedAddress.keep(request);
			failure.onAuthenticationFailure(request, response, exception);
		};
	}

	/**
	 * Redirect to the page that required the sign-in. Only the server records that page;
	 * no parameter redirects elsewhere.
	 */
	private static final class RememberingSuccessHandler extends SavedRequestAwareAuthenticationSuccessHandler {

		private final SignInSession session;

		RememberingSuccessHandler(SignInSession session, SavedPages savedPages) {
			this.session = session;
			setRequestCache(savedPages);
		}

		@Override
		public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
				Authentication authentication) throws ServletException, IOException {
			this.session.remember(authentication.getName(), request, response);
			super.onAuthenticationSuccess(request, response, authentication);
		}

	}

}
