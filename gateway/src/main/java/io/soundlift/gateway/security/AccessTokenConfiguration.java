package io.soundlift.gateway.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.revocation.KnownRevocations;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/**
 * Validation of access tokens, of programs and of sessions alike: accepted are those (RFC
 * 9068) of our authorization server that are not revoked. An ID token has another
 * {@code typ}.
 */
@Configuration(proxyBeanMethods = false)
class AccessTokenConfiguration {

	@Bean
	JWKSource<SecurityContext> publishedKeys(GatewayProperties properties) {
		return new PublishedKeys(properties.authServerUri());
	}

	@Bean
	JwtDecoder accessTokenDecoder(GatewayProperties properties, JWKSource<SecurityContext> publishedKeys,
			KnownRevocations revocations) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(publishedKeys)
			.jwsAlgorithm(SignatureAlgorithm.RS256)
			.build();
		OAuth2TokenValidator<Jwt> validator = JwtValidators.createAtJwtValidator()
			.issuer(properties.issuer())
			.audience("soundlift-api")
			.validators((validators) -> {
				// any registered client may call; its scopes determine its permissions
				validators.put("client_id", hasText("client_id"));
				validators.put("sub", hasText("sub"));
				validators.put("email", hasText("email"));
				validators.put("grant_id", revocations);
			})
			.build();
		decoder.setJwtValidator(validator);
		return decoder;
	}

	@Bean
	JwtAuthenticationProvider accessTokenAuthentication(JwtDecoder accessTokenDecoder) {
		return new JwtAuthenticationProvider(accessTokenDecoder);
	}

	private static OAuth2TokenValidator<Jwt> hasText(String claim) {
		return new JwtClaimValidator<@Nullable String>(claim, (value) -> value != null && !value.isBlank());
	}

}
