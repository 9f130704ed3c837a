package io.soundlift.authserver.page;

import io.soundlift.language.PageLocaleResolver;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationDetailsSource;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Security of the pages by session and CSRF token; the management port is protected by
 * the network.
 */
@Configuration(proxyBeanMethods = false)
class PageSecurityConfiguration {

	/** Pages use the same language as those of the gateway. */
	@Bean
	LocaleResolver localeResolver() {
		return new PageLocaleResolver();
	}

	/**
	 * Observes sign-ins and decisions, but not each filter of a chain, which would cost
	 * each request a measurable part of its processor time.
	 */
	@Bean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.withDefaults().build();
	}

	/** This path exists only on the management port. */
	@Bean
	@Order(0)
	SecurityFilterChain managementSecurity(HttpSecurity http) {
		return http.securityMatcher("/actuator/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain pageSecurity(HttpSecurity http, AuthenticationDetailsSource<HttpServletRequest, ?> details,
			AuthenticationSuccessHandler success, AuthenticationFailureHandler failure, SavedPages savedPages) {
		return http
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers("/sign-in", "/sign-up", "/sign-up/confirm", "/sign-up/password", "/password/forgot",
						"/password/reset", "/style.css", "/show-password.js", "/error")
				.permitAll()
				.anyRequest()
				.authenticated())
			.formLogin((form) -> form.loginPage("/sign-in")
				.usernameParameter("email")
				.failureHandler(failure)
				.authenticationDetailsSource(details)
				.successHandler(success))
			.logout((logout) -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in?signed-out"))
			.requestCache((cache) -> cache.requestCache(savedPages))
			.csrf(Customizer.withDefaults())
			.headers(PageHeaders::customize)
			.build();
	}

}
