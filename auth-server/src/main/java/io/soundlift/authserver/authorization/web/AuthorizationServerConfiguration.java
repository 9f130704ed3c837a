package io.soundlift.authserver.authorization.web;

import java.io.IOException;
import java.util.stream.Stream;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.authorization.OwnTokens;
import io.soundlift.authserver.authorization.TokenReuse;
import io.soundlift.authserver.page.PageHeaders;
import io.soundlift.authserver.page.SavedPages;
import io.soundlift.authserver.throttle.TokenLimits;
import io.soundlift.authserver.token.RefreshTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
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
 * Configuration of the endpoints of OAuth2 and OpenID Connect.
 */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {

	private static final String CONSENT_PAGE = "/consent";

	private static final String DEVICE_PAGE = "/activate";

	private final AuthServerProperties properties;

	private final RegisteredClientRepository clients;

	private final TokenLimits limits;

	private final RefreshTokens refreshTokens;

	AuthorizationServerConfiguration(AuthServerProperties properties, RegisteredClientRepository clients,
			TokenLimits limits, RefreshTokens refreshTokens) {
		this.properties = properties;
		this.clients = clients;
		this.limits = limits;
		this.refreshTokens = refreshTokens;
	}

	@Bean
	AuthorizationServerSettings authorizationServerSettings() {
		return AuthorizationServerSettings.builder().issuer(this.properties.issuer()).build();
	}

	@Bean
	@Order(1)
	SecurityFilterChain authorizationServerSecurity(HttpSecurity http, SavedPages savedPages, ProviderRules rules,
			OAuth2AuthorizationService authorizations) {
		SecurityFilterChain chain = http.oauth2AuthorizationServer((server) -> {
			http.securityMatcher(server.getEndpointsMatcher());
			customize(server, rules, authorizations);
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
			// the endpoint for authorization requests precedes client authentication
			.addFilterAfter(new AuthorizationLimitFilter(this.limits), LogoutFilter.class)
			.addFilterBefore(new TokenLimitFilter(this.limits, this.refreshTokens), AuthorizationFilter.class)
			.build();
		rules.requireApplied();
		return chain;
	}

	private void customize(OAuth2AuthorizationServerConfigurer server, ProviderRules rules,
			OAuth2AuthorizationService authorizations) {
		server
			.oidc((oidc) -> oidc.logoutEndpoint((endpoint) -> endpoint.authenticationProviders(rules))
				.providerConfigurationEndpoint((endpoint) -> endpoint.providerConfigurationCustomizer(
						(configuration) -> configuration.claims(ServerMetadata::customize))))
			.authorizationServerMetadataEndpoint((endpoint) -> endpoint
				.authorizationServerMetadataCustomizer((metadata) -> metadata.claims(ServerMetadata::customize)))
			.tokenRevocationEndpoint((endpoint) -> endpoint.authenticationProviders(rules))
			.tokenIntrospectionEndpoint((endpoint) -> endpoint.authenticationProviders(rules))
			.clientAuthentication((client) -> client.authenticationConverter(new PublicClientAuthenticationConverter())
				.authenticationProvider(new PublicClientAuthenticationProvider(this.clients))
				.authenticationProviders(rules))
			.authorizationEndpoint((endpoint) -> endpoint.consentPage(CONSENT_PAGE)
				.authorizationRequestConverter(RequestedScopes::authorization)
				.authenticationProviders(rules))
			.tokenEndpoint((endpoint) -> endpoint.accessTokenRequestConverter(RequestedScopes::clientCredentials)
				.accessTokenRequestConverter((request) -> RequestedScopes.refresh(request, authorizations))
				.errorResponseHandler(new TooManyRequests())
				.authenticationProviders(rules))
			.deviceAuthorizationEndpoint((endpoint) -> endpoint.verificationUri(this.properties.issuer() + DEVICE_PAGE)
				.deviceAuthorizationRequestConverter(RequestedScopes::device)
				.deviceAuthorizationResponseHandler(new DeviceCodeAnswer(this.properties.issuer() + DEVICE_PAGE))
				.errorResponseHandler(new DeviceRequestRefusal()))
			.deviceVerificationEndpoint((endpoint) -> endpoint.consentPage(CONSENT_PAGE)
				.authenticationProviders(rules)
				.deviceVerificationResponseHandler(
						new SimpleUrlAuthenticationSuccessHandler(DEVICE_PAGE + "?outcome=allowed"))
				.errorResponseHandler(AuthorizationServerConfiguration::explainOnDevicePage));
	}

	@Bean
	ProviderRules providerRules(PasswordEncoder passwordEncoder, ThrottledClientSecret throttledSecret,
			ConcurrentClientChange clientChange, TokenReuse tokenReuse, DeviceRules devices, OwnTokens ownTokens,
			SignOutByClient signOut, TokenMeters meters) {
		return new ProviderRules()
			// clients
			.set(ClientSecretAuthenticationProvider.class,
					(secret) -> secret.setPasswordEncoder(new SecretHashCache(passwordEncoder)))
			.wrap(ClientSecretAuthenticationProvider.class, throttledSecret)
			// people
			.set(OAuth2AuthorizationCodeRequestAuthenticationProvider.class,
					(request) -> request.setAuthorizationConsentRequired(ConsentRules::isConsentRequired))
			.set(OAuth2AuthorizationConsentAuthenticationProvider.class,
					(consent) -> consent.setAuthorizationConsentCustomizer(ConsentRules::decide))
			.wrap(OAuth2AuthorizationConsentAuthenticationProvider.class, ConsentRules::withExpectedError)
			// always required: a link must not suffice to authorize another person's
			// device
			.set(OAuth2DeviceVerificationAuthenticationProvider.class,
					(verification) -> verification.setAuthorizationConsentRequired((context) -> true))
			.wrap(OAuth2DeviceVerificationAuthenticationProvider.class, devices::verify)
			.set(OAuth2DeviceAuthorizationConsentAuthenticationProvider.class,
					(consent) -> consent.setAuthorizationConsentCustomizer(ConsentRules::decide))
			.wrap(OidcLogoutAuthenticationProvider.class, signOut)
			// tokens
			.wrap(OAuth2AuthorizationCodeAuthenticationProvider.class, tokenReuse)
			.wrap(OAuth2AuthorizationCodeAuthenticationProvider.class, meters)
			.wrap(OAuth2RefreshTokenAuthenticationProvider.class, tokenReuse)
			.wrap(OAuth2RefreshTokenAuthenticationProvider.class, meters)
			.wrap(OAuth2ClientCredentialsAuthenticationProvider.class, clientChange)
			.wrap(OAuth2ClientCredentialsAuthenticationProvider.class, meters)
			.wrap(OAuth2DeviceCodeAuthenticationProvider.class, devices::poll)
			.wrap(OAuth2DeviceCodeAuthenticationProvider.class, meters)
			.wrap(OAuth2TokenRevocationAuthenticationProvider.class, ownTokens::revoke)
			.wrap(OAuth2TokenIntrospectionAuthenticationProvider.class, ownTokens::introspect);
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
