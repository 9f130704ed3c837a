package io.soundlift.configserver;

import jakarta.servlet.DispatcherType;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Security of the configuration: a service with the right credentials reads its own, and
 * everything else is refused.
 * <p>
 * This disables the other features of the config server: plain text files, other formats,
 * encryption. It also keeps malformed applications, profiles and labels away from the
 * file system (CVE-2026-22739 and similar).
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	@Order(1)
	SecurityFilterChain managementSecurity(HttpSecurity http, Environment environment) {
		boolean ownPort = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
		stateless(http).securityMatcher(EndpointRequest.toAnyEndpoint()).authorizeHttpRequests((requests) -> {
			if (ownPort) {
				requests.anyRequest().permitAll();
			}
			else {
				requests.anyRequest().authenticated();
			}
		});
		return http.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain configurationSecurity(HttpSecurity http, ConfigServerProperties properties) {
		stateless(http).authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.requestMatchers(new ConfigurationRequestMatcher(properties.services()))
			.authenticated()
			.anyRequest()
			.denyAll());
		return http.build();
	}

	@Bean
	PasswordEncoder passwordEncoder() {
		return PasswordEncoderFactories.createDelegatingPasswordEncoder();
	}

	@Bean
	UserDetailsService services(ConfigServerProperties properties, PasswordEncoder encoder) {
		return new InMemoryUserDetailsManager(User.withUsername(properties.username())
			.password(encoder.encode(properties.password()))
			.authorities("SERVICE")
			.build());
	}

	private static HttpSecurity stateless(HttpSecurity http) {
		// no session and no cookie, so nothing that a forged request could exploit
		return http.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.httpBasic(Customizer.withDefaults());
	}

}
