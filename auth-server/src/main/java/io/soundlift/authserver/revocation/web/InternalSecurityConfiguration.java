package io.soundlift.authserver.revocation.web;

import io.soundlift.authserver.AuthServerProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Security of the internal addresses: only the gateway, which has the secret of the web
 * client, has access.
 */
@Configuration(proxyBeanMethods = false)
class InternalSecurityConfiguration {

	@Bean
	@Order(0)
	SecurityFilterChain internalSecurity(HttpSecurity http, AuthServerProperties properties) {
		ProviderManager gateway = new ProviderManager(new WebClientAuthentication(properties.webClientSecret()));
		return http.securityMatcher("/internal/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.authenticationManager(gateway)
			.httpBasic((basic) -> basic.realmName("soundlift"))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

}
