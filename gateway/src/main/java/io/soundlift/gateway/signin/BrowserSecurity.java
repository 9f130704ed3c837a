package io.soundlift.gateway.signin;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.security.ApiRules;
import io.soundlift.gateway.security.ProblemWriter;
import io.soundlift.gateway.security.SecurityHeaders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may do what with a browser.
 */
@Configuration(proxyBeanMethods = false)
class BrowserSecurity {

	@Bean
	@Order(3)
	SecurityFilterChain sessionSecurity(HttpSecurity http, GatewayProperties properties, ProblemWriter problems) {
		return http.securityMatcher(ApiRules.PATHS)
			.authorizeHttpRequests(ApiRules::apply)
			.csrf(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
			.headers((headers) -> SecurityHeaders.api(headers, properties))
			.build();
	}

	@Bean
	@Order(4)
	SecurityFilterChain pageSecurity(HttpSecurity http, GatewayProperties properties) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.headers((headers) -> SecurityHeaders.page(headers, properties))
			.build();
	}

}
