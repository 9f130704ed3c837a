package io.soundlift.gateway.security;

import jakarta.servlet.DispatcherType;

import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/**
 * Permissions of a token, whether a program sends it or a session holds it.
 */
public final class ApiRules {

	/** Where the API is. */
	public static final String PATHS = "/api/**";

	/** Description of the API, which is public. */
	public static final String DOCUMENT = "/api/openapi.json";

	private static final String READ = "SCOPE_conversions:read";

	private static final String WRITE = "SCOPE_conversions:write";

	private ApiRules() {
	}

	/**
	 * Adds the rules for everything below {@code /api}.
	 * @param requests the rules of a filter chain
	 */
	public static void apply(
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
		requests
			// a response that is already an error
			.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.requestMatchers(HttpMethod.GET, DOCUMENT)
			.permitAll()
			.requestMatchers(HttpMethod.HEAD, DOCUMENT)
			.permitAll()
			.requestMatchers(HttpMethod.GET, PATHS)
			.hasAuthority(READ)
			.requestMatchers(HttpMethod.HEAD, PATHS)
			.hasAuthority(READ)
			.anyRequest()
			.hasAuthority(WRITE);
	}

}
