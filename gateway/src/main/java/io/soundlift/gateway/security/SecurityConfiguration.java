package io.soundlift.gateway.security;

import io.soundlift.gateway.GatewayProperties;
import jakarta.servlet.DispatcherType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may do what. The API takes access tokens of our own authorization server and
 * nothing else; what that server protects, it protects itself.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String READ = "SCOPE_conversions:read";

	private static final String WRITE = "SCOPE_conversions:write";

	/**
	 * Leaves the endpoints for operators open on their own port, which is not public.
	 */
	@Bean
	@Order(0)
	SecurityFilterChain managementSecurity(HttpSecurity http) {
		return http.securityMatcher(EndpointRequest.toAnyEndpoint())
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.build();
	}

	@Bean
	@Order(1)
	SecurityFilterChain authServerSecurity(HttpSecurity http) {
		return http.securityMatcher("/auth/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain apiSecurity(HttpSecurity http, JsonMapper json) {
		ProblemWriter problems = new ProblemWriter(json);
		return http.authorizeHttpRequests((requests) -> requests
			// an answer that is already an error
			.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.requestMatchers(HttpMethod.GET, "/api/**")
			.hasAuthority(READ)
			.requestMatchers(HttpMethod.HEAD, "/api/**")
			.hasAuthority(READ)
			.requestMatchers("/api/**")
			.hasAuthority(WRITE)
			.anyRequest()
			.authenticated()).oauth2ResourceServer((server) -> server.jwt((jwt) -> {
			}).authenticationEntryPoint(problems).accessDeniedHandler(problems))
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
			// nothing here is sent by a browser on its own, so nothing can be forged
			.csrf(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.build();
	}

	/**
	 * Accepts access tokens (RFC 9068) only: an ID token has another {@code typ}.
	 */
	@Bean
	JwtDecoder accessTokenDecoder(GatewayProperties properties) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(properties.authServerUri() + "/auth/oauth2/jwks")
			.validateType(false)
			.build();
		OAuth2TokenValidator<Jwt> validator = JwtValidators.createAtJwtValidator()
			.issuer(properties.issuer())
			.audience(properties.audience())
			.validators((validators) -> {
				// any client of ours may call; what it may do is in its scopes
				validators.put("client_id", new JwtClaimValidator<String>("client_id", SecurityConfiguration::hasText));
				validators.put("sub", new JwtClaimValidator<String>("sub", SecurityConfiguration::hasText));
				validators.put("email", new JwtClaimValidator<String>("email", SecurityConfiguration::hasText));
			})
			.build();
		decoder.setJwtValidator(validator);
		return decoder;
	}

	private static boolean hasText(String value) {
		return value != null && !value.isBlank();
	}

}
