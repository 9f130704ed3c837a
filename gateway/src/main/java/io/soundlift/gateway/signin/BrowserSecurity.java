package io.soundlift.gateway.signin;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.security.ApiRules;
import io.soundlift.gateway.security.ProblemWriter;
import io.soundlift.gateway.security.SecurityHeaders;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Access rules for browsers: the API by session, and the pages around the sign-in.
 */
@Configuration(proxyBeanMethods = false)
class BrowserSecurity {

	private final SessionCsrfTokens csrfTokens = new SessionCsrfTokens();

	private final GatewayProperties properties;

	private final ProblemWriter problems;

	BrowserSecurity(GatewayProperties properties, ProblemWriter problems) {
		this.properties = properties;
		this.problems = problems;
	}

	/**
	 * Matches calls of the API without a token of their own.
	 */
	@Bean
	@Order(3)
	SecurityFilterChain sessionSecurity(HttpSecurity http, SessionTokens tokens, SignOut signOut,
			JwtAuthenticationProvider accessTokens) {
		return http.securityMatcher(ApiRules.PATHS).authorizeHttpRequests((requests) -> {
			requests.requestMatchers(HttpMethod.GET, SessionController.PATH).permitAll();
			ApiRules.apply(requests);
		})
			.addFilterBefore(new SessionAuthenticationFilter(tokens, signOut, accessTokens, this.problems),
					AnonymousAuthenticationFilter.class)
			.csrf((csrf) -> csrf(csrf).csrfTokenRequestHandler(new HeaderCsrfTokens()))
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			// would treat each call as a new sign-in and give the session another CSRF
			// token
			.sessionManagement(AbstractHttpConfigurer::disable)
			.securityContext(
					(context) -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()))
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(new SignInEntryPoint(this.problems))
				.accessDeniedHandler(this.problems))
			.headers((headers) -> SecurityHeaders.api(headers, this.properties))
			.build();
	}

	/**
	 * Configures public access to the page, sign-in and sign-out.
	 */
	@Bean
	@Order(5)
	SecurityFilterChain pageSecurity(HttpSecurity http, ClientRegistration registration,
			OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codeClient, SignInAttempts attempts,
			BrowserSignIns signIns, SignOut signOut) {
		InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration);
		ReceivedTokens received = new ReceivedTokens();
		SignIn signIn = new SignIn(signIns, signOut, received, this.csrfTokens);
		SignOutHandler signOutHandler = new SignOutHandler(signIns, signOut, this.properties);
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.oauth2Login((login) -> login.clientRegistrationRepository(registrations)
				.authorizedClientRepository(received)
				.loginPage(ReturnPath.DEFAULT)
				.authorizationEndpoint((endpoint) -> endpoint.authorizationRequestRepository(attempts)
					.authorizationRequestResolver(new SignInRequests(registrations)))
				.tokenEndpoint((endpoint) -> endpoint.accessTokenResponseClient(codeClient))
				.successHandler(signIn)
				.failureHandler(signIn))
			.logout((logout) -> logout
				.logoutRequestMatcher(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/logout"))
				.addLogoutHandler(signOutHandler)
				.logoutSuccessHandler(signOutHandler))
			.csrf((csrf) -> csrf(csrf).csrfTokenRequestHandler(new XorCsrfTokenRequestAttributeHandler()))
			// the user is derived from the sign-in, not from a security context in the
			// session
			.securityContext(
					(context) -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()))
			.requestCache(AbstractHttpConfigurer::disable)
			.exceptionHandling((errors) -> errors.accessDeniedHandler(this.problems))
			.headers((headers) -> SecurityHeaders.page(headers, this.properties))
			.build();
	}

	private CsrfConfigurer<HttpSecurity> csrf(CsrfConfigurer<HttpSecurity> csrf) {
		return csrf.csrfTokenRepository(this.csrfTokens).requireCsrfProtectionMatcher(BrowserSecurity::needsCsrfToken);
	}

	/** Only requests that a session authenticates can be forged by another site. */
	private static boolean needsCsrfToken(HttpServletRequest request) {
		return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request) && SessionAttributes.key(request) != null;
	}

}
