package io.soundlift.system;

import java.net.URI;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import io.soundlift.system.RelyingParty.SignIn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a client of standard OAuth 2.0 and OpenID Connect, which is not ours, needs
 * to know nothing but the issuer and its own id.
 */
@OnSharedSystem
class OidcClientTests {

	private static final String SCOPE = "openid email conversions:read";

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
	void signsAPersonInByCodeAndProofKey() throws Exception {
		Person person = this.system.owner();
		SignIn signIn = this.client.signIn(this.system.frontEnd().callback(), SCOPE);
		OIDCTokenResponse tokens = success(this.client.redeem(signIn, comeBack(person, signIn)));
		IDTokenClaimsSet claims = this.client.validate(tokens.getOIDCTokens().getIDToken(),
				signIn.request().getNonce());
		assertThat(claims.getStringClaim("email")).isEqualTo(TestSystem.EMAIL);
		assertThat(this.system.apiStatus(tokens.getTokens().getAccessToken())).isEqualTo(200);
		UserInfo userInfo = this.client.userInfo(tokens.getTokens().getAccessToken()).toSuccessResponse().getUserInfo();
		assertThat(userInfo.getSubject()).isEqualTo(claims.getSubject());
		assertThat(userInfo.getEmailAddress()).isEqualTo(TestSystem.EMAIL);
	}

	@Test
	void refusesTheIdTokenAtTheApi() {
		OIDCTokenResponse tokens = signedIn(this.system.owner());
		assertThat(this.system.apiStatus(new BearerAccessToken(tokens.getOIDCTokens().getIDTokenString())))
			.isEqualTo(401);
	}

	@Test
	void refreshesAndEndsTheGrantWhenARefreshTokenComesTwice() {
		OIDCTokenResponse first = signedIn(this.system.owner());
		AccessTokenResponse second = refreshed(first.getTokens().getRefreshToken());
		assertThat(second.getTokens().getRefreshToken()).isNotEqualTo(first.getTokens().getRefreshToken());
		assertThat(this.system.apiStatus(second.getTokens().getAccessToken())).isEqualTo(200);
		assertInvalidGrant(this.client.refresh(first.getTokens().getRefreshToken()));
		assertInvalidGrant(this.client.refresh(second.getTokens().getRefreshToken()));
		awaitRefused(second.getTokens().getAccessToken());
	}

	@Test
	void endsTheGrantWhenACodeComesTwice() {
		Person person = this.system.owner();
		SignIn signIn = this.client.signIn(this.system.frontEnd().callback(), SCOPE);
		URI address = comeBack(person, signIn);
		OIDCTokenResponse tokens = success(this.client.redeem(signIn, address));
		assertInvalidGrant(this.client.redeem(signIn, address));
		assertInvalidGrant(this.client.refresh(tokens.getTokens().getRefreshToken()));
		awaitRefused(tokens.getTokens().getAccessToken());
	}

	@Test
	void revokesARefreshTokenWithItsAccessTokens() {
		OIDCTokenResponse tokens = signedIn(this.system.owner());
		assertThat(this.client.revoke(tokens.getTokens().getRefreshToken()).getStatusCode()).isEqualTo(200);
		assertInvalidGrant(this.client.refresh(tokens.getTokens().getRefreshToken()));
		awaitRefused(tokens.getTokens().getAccessToken());
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
		assertThat(this.system.apiStatus(tokens.getTokens().getAccessToken())).isEqualTo(200);
		TokenResponse refreshed = device.refresh(tokens.getTokens().getRefreshToken());
		assertThat(refreshed.indicatesSuccess()).as(body(refreshed)).isTrue();
	}

	@Test
	void signsOutSoThatThePasswordIsAskedForAgain() {
		Person person = this.system.owner();
		JWT idToken = signedIn(person).getOIDCTokens().getIDToken();
		SignIn again = this.client.signIn(this.system.frontEnd().callback(), SCOPE);
		assertThat(person.open(again.address()).address().getPath()).as("still signed in")
			.isNotEqualTo("/auth/sign-in");
		State state = new State();
		Person.Page signedOut = person.open(this.client.signOut(idToken, this.system.frontEnd().signedOut(), state));
		assertThat(signedOut.address()).hasToString(this.system.frontEnd().signedOut() + "?state=" + state);
		SignIn afterwards = this.client.signIn(this.system.frontEnd().callback(), SCOPE);
		person.open(afterwards.address()).requirePath("/auth/sign-in");
	}

	private RelyingParty client(String clientId) {
		return new RelyingParty(this.system.publicUrl() + "/auth", clientId);
	}

	private OIDCTokenResponse signedIn(Person person) {
		SignIn signIn = this.client.signIn(this.system.frontEnd().callback(), SCOPE);
		return success(this.client.redeem(signIn, comeBack(person, signIn)));
	}

	/**
	 * Goes through the pages, of which the consent is shown the first time only.
	 */
	private URI comeBack(Person person, SignIn signIn) {
		Person.Page page = person.signIn(person.open(signIn.address()));
		if (page.address().getPath().equals("/auth/consent")) {
			page = person.allow(page);
		}
		page.requirePath("/callback");
		return page.address();
	}

	private AccessTokenResponse refreshed(RefreshToken token) {
		return success(this.client.refresh(token));
	}

	private static OIDCTokenResponse success(TokenResponse response) {
		assertThat(response.indicatesSuccess()).as(body(response)).isTrue();
		return (OIDCTokenResponse) response.toSuccessResponse();
	}

	private static void assertInvalidGrant(TokenResponse response) {
		assertThat(response.indicatesSuccess()).isFalse();
		assertThat(response.toErrorResponse().getErrorObject()).isEqualTo(OAuth2Error.INVALID_GRANT);
	}

	private static String body(TokenResponse response) {
		return String.valueOf(response.toHTTPResponse().getBody());
	}

	private void awaitRefused(AccessToken token) {
		await().untilAsserted(() -> assertThat(this.system.apiStatus(token)).isEqualTo(401));
	}

}
