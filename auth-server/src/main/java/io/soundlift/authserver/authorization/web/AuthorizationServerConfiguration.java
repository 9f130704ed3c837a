package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.page.PageHeaders;
import io.soundlift.authserver.page.SavedPages;
import io.soundlift.authserver.throttle.TokenLimits;
import io.soundlift.authserver.token.RefreshTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Sets up the endpoints of OAuth2 and OpenID Connect.
 */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {

	private static final String CONSENT_PAGE = "/consent";

	private static final String DEVICE_PAGE = "/activate";

	private final AuthServerProperties properties;

	private final RegisteredClientRepository clients;

	private final DeviceRules deviceRules;

	private final ClientProviders clientProviders;

	private final EndpointRules rules;

	private final TokenLimits limits;

	private final RefreshTokens refreshTokens;

	AuthorizationServerConfiguration(AuthServerProperties properties, RegisteredClientRepository clients,
			DeviceRules deviceRules, ClientProviders clientProviders, EndpointRules rules, TokenLimits limits,
			RefreshTokens refreshTokens) {
		this.properties = properties;
		this.clients = clients;
		this.deviceRules = deviceRules;
		this.clientProviders = clientProviders;
		this.rules = rules;
		this.limits = limits;
		this.refreshTokens = refreshTokens;
	}

	@Bean
	AuthorizationServerSettings authorizationServerSettings() {
		return AuthorizationServerSettings.builder().issuer(this.properties.issuer()).build();
	}

	@Bean
	@Order(1)
	SecurityFilterChain authorizationServerSecurity(HttpSecurity http, SavedPages savedPages) {
		return http.oauth2AuthorizationServer((server) -> {
			http.securityMatcher(server.getEndpointsMatcher());
			customize(server);
		})
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(Customizer.withDefaults()))
			.exceptionHandling(
					(exceptions) -> exceptions
						.defaultAuthenticationEntryPointFor(new ClientAuthenticationEntryPoint(),
								anyOf("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke",
										"/oauth2/device_authorization"))
						.defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint("/sign-in"),
								anyOf("/oauth2/authorize", "/oauth2/device_verification", "/connect/logout")))
			.requestCache((cache) -> cache.requestCache(savedPages))
			.headers(PageHeaders::customize)
			// the endpoint for authorization requests comes before clients prove
			// themselves
			.addFilterAfter(new AuthorizationLimitFilter(this.limits), LogoutFilter.class)
			.addFilterBefore(new TokenLimitFilter(this.limits, this.refreshTokens), AuthorizationFilter.class)
			.build();
	}

	private void customize(OAuth2AuthorizationServerConfigurer server) {
		server
			.oidc((oidc) -> oidc.logoutEndpoint((endpoint) -> endpoint.authenticationProviders(this.rules::signOut))
				.providerConfigurationEndpoint((endpoint) -> endpoint.providerConfigurationCustomizer(
						(configuration) -> configuration.claims(ServerMetadata::customize))))
			.authorizationServerMetadataEndpoint((endpoint) -> endpoint
				.authorizationServerMetadataCustomizer((metadata) -> metadata.claims(ServerMetadata::customize)))
			.tokenRevocationEndpoint((endpoint) -> endpoint.authenticationProviders(this.rules::revocation))
			.tokenIntrospectionEndpoint((endpoint) -> endpoint.authenticationProviders(this.rules::introspection))
			.clientAuthentication((client) -> client.authenticationConverter(new PublicClientAuthenticationConverter())
				.authenticationProvider(new PublicClientAuthenticationProvider(this.clients))
				.authenticationProviders(this.clientProviders::guardSecrets))
			.authorizationEndpoint((endpoint) -> endpoint.consentPage(CONSENT_PAGE)
				.authenticationProviders(AuthorizationServerConfiguration::customizeConsent))
			.tokenEndpoint((endpoint) -> endpoint.accessTokenRequestConverter(DefaultScopes::clientCredentials)
				.errorResponseHandler(new TooManyRequests())
				.authenticationProviders((providers) -> {
					this.clientProviders.watchUses(providers);
					this.rules.redemption(providers);
					this.deviceRules.redemption(providers);
					this.rules.count(providers);
				}))
			.deviceAuthorizationEndpoint((endpoint) -> endpoint.verificationUri(this.properties.issuer() + DEVICE_PAGE)
				.deviceAuthorizationRequestConverter(DefaultScopes::device)
				.deviceAuthorizationResponseHandler(new DeviceCodeAnswer(this.properties.issuer() + DEVICE_PAGE))
				.errorResponseHandler(new DeviceRequestRefusal()))
			.deviceVerificationEndpoint((endpoint) -> endpoint.consentPage(CONSENT_PAGE)
				.authenticationProviders(this.deviceRules::verification)
				.deviceVerificationResponseHandler(
						new SimpleUrlAuthenticationSuccessHandler(DEVICE_PAGE + "?outcome=allowed"))
				.errorResponseHandler(AuthorizationServerConfiguration::explainOnDevicePage));
	}

	private static void customizeConsent(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> {
			if (provider instanceof OAuth2AuthorizationConsentAuthenticationProvider consent) {
				consent.setAuthorizationConsentCustomizer(ConsentDecision::apply);
				return new ConcurrentConsent(consent);
			}
			if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider request) {
				request.setAuthorizationConsentRequired(ConsentRule::isConsentRequired);
			}
			return provider;
		});
	}

	private static void explainOnDevicePage(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException {
		boolean denied = failure instanceof OAuth2AuthenticationException oauth2
				&& OAuth2ErrorCodes.ACCESS_DENIED.equals(oauth2.getError().getErrorCode());
		new DefaultRedirectStrategy().sendRedirect(request, response,
				DEVICE_PAGE + "?outcome=" + (denied ? "denied" : "unknown"));
	}

	private static RequestMatcher anyOf(String... paths) {
		return new OrRequestMatcher(
				Stream.of(paths).<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher).toList());
	}

}
