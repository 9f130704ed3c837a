package io.soundlift.authserver.authorization;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.soundlift.authserver.TestAuthServer;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.SignedIn;
import io.soundlift.support.Secrets;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeActor;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that authorizations of every grant type come back from MongoDB as they went in.
 */
@Tag("database")
class AuthorizationRoundTripTests {

	private static final Instant ISSUED = Instant.now().minusSeconds(10);

	private static final Instant EXPIRES = Instant.now().plus(1, ChronoUnit.HOURS);

	private final TestAuthServer server = TestAuthServer.shared();

	private final OAuth2AuthorizationService service = this.server.bean(OAuth2AuthorizationService.class);

	private static OAuth2Authorization.Builder builder(AuthorizationGrantType grant) {
		RegisteredClient client = TestAuthServer.shared()
			.bean(RegisteredClientRepository.class)
			.findByClientId("soundlift-cli");
		assertThat(client).isNotNull();
		return OAuth2Authorization.withRegisteredClient(client)
			.id(Secrets.newId())
			.principalName("account-1")
			.authorizationGrantType(grant)
			.authorizedScopes(Set.of("conversions:read"));
	}

	static List<OAuth2Authorization> authorizations() {
		Account account = new Account("account-1", "a@b.example", "{noop}x", ISSUED, 0, null);
		Principal principal = SignedIn.authentication(account,
				new WebAuthenticationDetails(new MockHttpServletRequest()));
		OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
			.authorizationUri("https://a.example/oauth2/authorize")
			.clientId("soundlift-cli")
			.redirectUri("https://app.example/callback")
			.scope("openid", "conversions:read")
			.state("client-state")
			.additionalParameters(Map.of("code_challenge", "challenge", "code_challenge_method", "S256"))
			.build();
		return List.of(
				builder(AuthorizationGrantType.AUTHORIZATION_CODE).attribute(Principal.class.getName(), principal)
					.attribute(OAuth2AuthorizationRequest.class.getName(), request)
					.attribute("state", Secrets.newToken())
					.build(),
				builder(AuthorizationGrantType.AUTHORIZATION_CODE).attribute(Principal.class.getName(), principal)
					.attribute(OAuth2AuthorizationRequest.class.getName(), request)
					.token(code())
					.build(),
				builder(AuthorizationGrantType.AUTHORIZATION_CODE).attribute(Principal.class.getName(), principal)
					.attribute(OAuth2AuthorizationRequest.class.getName(), request)
					.token(code(), (metadata) -> metadata.put("metadata.token.invalidated", true))
					.token(accessToken(), (metadata) -> metadata.putAll(claims()))
					.refreshToken(refreshToken())
					.token(idToken(), (metadata) -> metadata.putAll(claims()))
					.build(),
				builder(AuthorizationGrantType.CLIENT_CREDENTIALS)
					.token(accessToken(), (metadata) -> metadata.putAll(claims()))
					.build(),
				builder(AuthorizationGrantType.DEVICE_CODE).attribute(Principal.class.getName(), principal)
					.token(new OAuth2DeviceCode(Secrets.newToken(), ISSUED, EXPIRES),
							(metadata) -> metadata.put("metadata.token.invalidated", true))
					.token(new OAuth2UserCode(Secrets.newToken(), ISSUED, EXPIRES),
							(metadata) -> metadata.put("metadata.token.invalidated", true))
					.token(accessToken(), (metadata) -> metadata.putAll(claims()))
					.refreshToken(refreshToken())
					.build(),
				builder(AuthorizationGrantType.TOKEN_EXCHANGE).attribute(Principal.class.getName(), principal)
					.attribute("actor",
							new OAuth2TokenExchangeActor(new HashMap<>(Map.of("sub", "actor", "iss", "https://a"))))
					.token(accessToken(), (metadata) -> metadata.putAll(claims()))
					.build());
	}

	@ParameterizedTest
	@MethodSource("authorizations")
	void findsWhatWasSavedByIdAndByEachToken(OAuth2Authorization authorization) {
		this.service.save(authorization);
		assertThat(withoutVersion(this.service.findById(authorization.getId()))).isEqualTo(authorization);
		for (TokenKind kind : TokenKind.values()) {
			String value = value(kind, authorization);
			if (!value.isEmpty()) {
				OAuth2TokenType type = new OAuth2TokenType(kind.value());
				assertThat(withoutVersion(this.service.findByToken(value, type))).isEqualTo(authorization);
				assertThat(withoutVersion(this.service.findByToken(value, null))).isEqualTo(authorization);
				OAuth2TokenType other = new OAuth2TokenType((kind == TokenKind.CODE) ? "refresh_token" : "code");
				assertThat(this.service.findByToken(value, other)).isNull();
			}
		}
		OAuth2Authorization found = this.service.findById(authorization.getId());
		assertThat(found).isNotNull();
		this.service.remove(found);
		assertThat(this.service.findById(authorization.getId())).isNull();
	}

	@Test
	void findsWaitingDeviceByItsCodesOnly() {
		OAuth2Authorization authorization = builder(AuthorizationGrantType.DEVICE_CODE)
			.token(new OAuth2DeviceCode(Secrets.newToken(), ISSUED, EXPIRES))
			.token(new OAuth2UserCode(Secrets.newToken(), ISSUED, EXPIRES))
			.attribute("scope", new HashSet<>(Set.of("conversions:read")))
			.build();
		this.service.save(authorization);
		assertThat(this.service.findById(authorization.getId())).isNull();
		for (TokenKind kind : List.of(TokenKind.DEVICE_CODE, TokenKind.USER_CODE)) {
			OAuth2TokenType type = new OAuth2TokenType(kind.value());
			OAuth2Authorization found = this.service.findByToken(value(kind, authorization), type);
			assertThat(withoutVersion(found)).isEqualTo(authorization);
		}
		this.service.remove(authorization);
		assertThat(this.service.findByToken(value(TokenKind.DEVICE_CODE, authorization), null)).isNull();
	}

	@Test
	void letsOneOfTwoChangesWin() {
		OAuth2Authorization authorization = builder(AuthorizationGrantType.DEVICE_CODE).token(accessToken()).build();
		this.service.save(authorization);
		OAuth2Authorization first = this.service.findById(authorization.getId());
		OAuth2Authorization second = this.service.findById(authorization.getId());
		assertThat(first).isNotNull();
		assertThat(second).isNotNull();
		this.service.save(OAuth2Authorization.from(first).refreshToken(refreshToken()).build());
		OAuth2Authorization late = OAuth2Authorization.from(second).refreshToken(refreshToken()).build();
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> this.service.save(late))
			.satisfies((ex) -> assertThat(ex.getError().getErrorCode()).isEqualTo("invalid_grant"));
	}

	@Test
	void storesNoTokenInTheClear() {
		OAuth2Authorization authorization = authorizations().get(2);
		this.service.save(authorization);
		StringBuilder stored = new StringBuilder();
		this.server.bean(MongoOperations.class)
			.getCollection("authorizations")
			.find()
			.forEach((document) -> stored.append(document.toJson())
				.append(new String(document.get("content", Binary.class).getData(), StandardCharsets.UTF_8)));
		assertThat(stored).contains(authorization.getId());
		for (TokenKind kind : TokenKind.values()) {
			String value = value(kind, authorization);
			if (!value.isEmpty()) {
				assertThat(stored).doesNotContain(value);
			}
		}
		assertThat(stored).doesNotContain("a@b.example");
	}

	@Test
	void removesExpiredAuthorizationsOnly() {
		OAuth2Authorization expired = builder(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.token(new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, Secrets.newToken(),
					ISSUED.minusSeconds(60), ISSUED))
			.build();
		OAuth2Authorization live = builder(AuthorizationGrantType.AUTHORIZATION_CODE)
			.token(new OAuth2AuthorizationCode(Secrets.newToken(), ISSUED.minusSeconds(60), ISSUED))
			.refreshToken(refreshToken())
			.build();
		this.service.save(expired);
		this.service.save(live);
		this.server.bean(MongoAuthorizationService.class).removeExpired();
		assertThat(this.service.findById(expired.getId())).isNull();
		assertThat(this.service.findById(live.getId())).isNotNull();
	}

	private static OAuth2AuthorizationCode code() {
		return new OAuth2AuthorizationCode(Secrets.newToken(), ISSUED, EXPIRES);
	}

	private static OAuth2AccessToken accessToken() {
		return new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, Secrets.newToken(), ISSUED, EXPIRES,
				Set.of("conversions:read"));
	}

	private static OAuth2RefreshToken refreshToken() {
		return new OAuth2RefreshToken(Secrets.newToken(), ISSUED, EXPIRES);
	}

	private static OidcIdToken idToken() {
		return new OidcIdToken(Secrets.newToken(), ISSUED, EXPIRES, claimsOnly());
	}

	private static Map<String, Object> claims() {
		return new HashMap<>(Map.of(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claimsOnly(),
				OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, false));
	}

	private static Map<String, Object> claimsOnly() {
		return new HashMap<>(Map.of("sub", "account-1", "aud", new ArrayList<>(List.of("soundlift-api")), "iat", ISSUED,
				"email_verified", true, "auth_time", Date.from(ISSUED)));
	}

	private static String value(TokenKind kind, OAuth2Authorization authorization) {
		String state = authorization.getAttribute("state");
		if (kind == TokenKind.STATE) {
			return (state != null) ? state : "";
		}
		return kind.tokenOf(authorization)
			.map(OAuth2Authorization.Token::getToken)
			.map(OAuth2Token::getTokenValue)
			.orElse("");
	}

	private static OAuth2Authorization withoutVersion(@Nullable OAuth2Authorization authorization) {
		assertThat(authorization).isNotNull();
		return OAuth2Authorization.from(authorization)
			.attributes((attributes) -> attributes.keySet().removeIf((name) -> name.startsWith("soundlift.")))
			.build();
	}

}
