package io.soundlift.gateway.security;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;

/**
 * Access rules without a session: for operators, the route to the authorization server,
 * programs with an access token, links to MP3s, and links that turn mails off.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	/**
	 * Observes sign-ins and decisions, but not each filter of a chain, which costs each
	 * request a measurable part of its processor time.
	 */
	@Bean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.withDefaults().build();
	}

	/**
	 * Permits access to the endpoints for operators on their own port, which is not
	 * public.
	 */
	@Bean
	@Order(0)
	SecurityFilterChain managementSecurity(HttpSecurity http) {
		return stateless(http).securityMatcher(EndpointRequest.toAnyEndpoint())
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/**
	 * Permits everything that the authorization server protects itself, but no internal
	 * endpoints.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain authServerSecurity(HttpSecurity http, ProblemWriter problems) {
		return stateless(http).securityMatcher("/auth/**")
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/auth/internal/**").denyAll().anyRequest().permitAll())
			.exceptionHandling((errors) -> errors.authenticationEntryPoint((request, response, ex) -> problems
				.write(request, response, ProblemType.NOT_FOUND, "There is nothing at this path.")))
			.headers(AbstractHttpConfigurer::disable)
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain tokenSecurity(HttpSecurity http, GatewayProperties properties, ProblemWriter problems,
			JwtAuthenticationProvider accessTokens) {
		BearerTokenAuthenticationFilter bearer = new BearerTokenAuthenticationFilter(new ProviderManager(accessTokens));
		bearer.setAuthenticationFailureHandler(problems::commence);
		return stateless(http)
			.securityMatcher(new AndRequestMatcher(PathPatternRequestMatcher.pathPattern(ApiRules.PATHS),
					SecurityConfiguration::hasAuthorization))
			.authorizeHttpRequests(ApiRules::apply)
			.addFilterBefore(bearer, AnonymousAuthenticationFilter.class)
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
			.headers((headers) -> SecurityHeaders.api(headers, properties))
			.build();
	}

	/**
	 * Permits access by links to MP3s. Cookies and tokens are ignored.
	 */
	@Bean
	@Order(4)
	SecurityFilterChain linkSecurity(HttpSecurity http, GatewayProperties properties) {
		return stateless(http).securityMatcher("/shared/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.headers((headers) -> SecurityHeaders.shared(headers, properties))
			.build();
	}

	/**
	 * Permits access by the links in mails that turn mails off. Cookies are ignored, so
	 * no other site can abuse one.
	 */
	@Bean
	@Order(4)
	SecurityFilterChain unsubscribeSecurity(HttpSecurity http, GatewayProperties properties) {
		return stateless(http).securityMatcher("/unsubscribe/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.headers((headers) -> SecurityHeaders.unsubscribe(headers, properties))
			.build();
	}

	private static boolean hasAuthorization(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) != null;
	}

	/**
	 * Browsers send none of these credentials by themselves, so no request can be forged.
	 */
	private static HttpSecurity stateless(HttpSecurity http) {
		return http.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
	}

}
