package io.soundlift.gateway.route;

import java.net.URI;

import io.soundlift.gateway.GatewayProperties;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions;
import org.springframework.cloud.gateway.server.mvc.filter.FormFilter;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.cloud.gateway.server.mvc.predicate.GatewayRequestPredicates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Route that forwards everything below {@code /auth} to the authorization server.
 */
@Configuration(proxyBeanMethods = false)
class AuthServerRoute {

	@Bean
	RouterFunction<ServerResponse> authServer(GatewayProperties properties) {
		return GatewayRouterFunctions.route("auth-server")
			.route(GatewayRequestPredicates.path("/auth/**"), HandlerFunctions.http())
			.before(BeforeFilterFunctions.uri(properties.authServerUri()))
			.filter(new AuthServerConcurrencyLimit(properties.maxConcurrentAuthRequests(),
					Runtime.getRuntime().availableProcessors()))
			.build();
	}

	/**
	 * Redirects password managers to the page that changes a password (W3C, A Well-Known
	 * URL for Changing Passwords).
	 */
	@Bean
	RouterFunction<ServerResponse> changePassword() {
		return RouterFunctions.route()
			.GET("/.well-known/change-password",
					(request) -> ServerResponse.status(HttpStatus.SEE_OTHER)
						.location(URI.create("/auth/account/password"))
						.build())
			.build();
	}

	/**
	 * Excludes uploads from the filter that reads forms into memory.
	 */
	@Bean
	FilterRegistrationBean<FormFilter> formsForTheAuthServerOnly(FormFilter filter) {
		FilterRegistrationBean<FormFilter> registration = new FilterRegistrationBean<>(filter);
		registration.addUrlPatterns("/auth/*");
		return registration;
	}

	@Bean
	RequestHttpHeadersFilter gatewayCookies(GatewayProperties properties) {
		return new GatewayCookies(properties.sessionCookie());
	}

	@Bean
	RequestHttpHeadersFilter publicOriginHeaders(GatewayProperties properties) {
		return new PublicOriginHeaders(properties.publicUrl(), properties.forwardingSecret());
	}

}
