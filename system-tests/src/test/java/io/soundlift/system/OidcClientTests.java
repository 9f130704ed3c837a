package io.soundlift.system;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Set;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a client of standard OAuth 2.0 and OpenID Connect, which is not ours, needs
 * to know nothing but the issuer and its own id.
 */
@ExtendWith(SharedSystem.class)
class OidcClientTests {

	private final TestSystem system;

	private final RelyingParty client;

	OidcClientTests(TestSystem system) {
		this.system = system;
		this.client = client(FrontEnd.CLIENT_ID);
	}

	@Test
	void findsEveryEndpointByDiscovery() {
		assertThat(this.client.provider().getGrantTypes()).contains(GrantType.AUTHORIZATION_CODE,
				GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE, GrantType.CLIENT_CREDENTIALS);
		assertThat(this.client.provider().getCodeChallengeMethods()).containsExactly(CodeChallengeMethod.S256);
		assertThat(Set.of(this.client.provider().getAuthorizationEndpointURI(),
				this.client.provider().getTokenEndpointURI(), this.client.provider().getUserInfoEndpointURI(),
				this.client.provider().getDeviceAuthorizationEndpointURI(),
				this.client.provider().getRevocationEndpointURI(), this.client.provider().getIntrospectionEndpointURI(),
				this.client.provider().getEndSessionEndpointURI(), this.client.provider().getJWKSetURI()))
			.allSatisfy((address) -> assertThat(address.toString()).startsWith(this.system.publicUrl() + "/auth/"));
	}

	@Test
	void tellsAProgramWhetherItsTokenIsGood() {
		ClientSecretBasic program = new ClientSecretBasic(new ClientID(TestSystem.CLIENT_ID),
				new Secret(this.system.clientSecret()));
		Token token = new BearerAccessToken(this.system.newToken("conversions:read"));
		assertThat(this.client.introspect(program, token).toSuccessResponse().isActive()).isTrue();
		assertThat(this.client.introspect(program, token).toSuccessResponse().getScope())
			.hasToString("conversions:read");
		assertThat(this.client.introspect(program, new BearerAccessToken("unknown")).toSuccessResponse().isActive())
			.isFalse();
	}

	@Test
	void signsADeviceIn() {
		RelyingParty device = client("soundlift-cli");
		DeviceAuthorizationSuccessResponse started = device.startDevice("conversions:read");
		DeviceCodeGrant grant = new DeviceCodeGrant(started.getDeviceCode());
		assertThat(device.token(grant).toErrorResponse().getErrorObject().getCode()).isEqualTo("authorization_pending");
		Person person = this.system.owner();
		Person.Page activate = person.signIn(person.open(started.getVerificationURIComplete()));
		assertThat(activate.value("user_code")).isEqualTo(started.getUserCode().getValue());
		person.allow(person.submit(activate, Map.of()));
		AccessTokenResponse tokens = await().ignoreExceptions()
			.until(() -> device.token(grant), TokenResponse::indicatesSuccess)
			.toSuccessResponse();
		assertThat(apiStatus(tokens.getTokens().getAccessToken())).isEqualTo(200);
		TokenResponse refreshed = device.refresh(tokens.getTokens().getRefreshToken());
		assertThat(refreshed.indicatesSuccess()).as(body(refreshed)).isTrue();
	}

	private RelyingParty client(String clientId) {
		return new RelyingParty(this.system.publicUrl() + "/auth", clientId);
	}

	private static String body(TokenResponse response) {
		return String.valueOf(response.toHTTPResponse().getBody());
	}

	private int apiStatus(AccessToken token) {
		HttpRequest request = this.system.request("/api/conversions")
			.setHeader("Authorization", token.toAuthorizationHeader())
			.build();
		return this.system.send(request).statusCode();
	}

}
