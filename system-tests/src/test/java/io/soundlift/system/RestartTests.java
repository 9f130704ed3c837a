package io.soundlift.system;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.soundlift.system.RelyingParty.SignIn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the death of any service in the middle of whatever people and programs do
 * ends neither sessions nor tokens.
 */
@OnSharedSystem
class RestartTests {

	private static final String SCOPE = "openid conversions:read";

	private final TestSystem system;

	private final RelyingParty app;

	private final RelyingParty device;

	RestartTests(TestSystem system) {
		this.system = system;
		this.app = new RelyingParty(system.publicUrl() + "/auth", FrontEnd.CLIENT_ID);
		this.device = new RelyingParty(system.publicUrl() + "/auth", "soundlift-cli");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth-server", "gateway", "config-server converter notifier" })
	void losesNeitherSessionsNorTokensWhenKilled(String names) {
		Person reader = this.system.newPerson("reader");
		reader.enter();
		AccessTokenResponse tokens = tokens(reader, signIn());
		Person onSignInPage = this.system.owner();
		Person.Page signInPage = onSignInPage.open("/oauth2/authorization/soundlift");
		Person onConsentPage = this.system.newPerson("undecided");
		SignIn undecided = signIn();
		Person.Page consentPage = onConsentPage.signIn(onConsentPage.open(undecided.address()));
		consentPage.requirePath("/auth/consent");
		DeviceAuthorizationSuccessResponse waiting = this.device.startDevice("conversions:read");
		List<ServiceProcess> services = Stream.of(names.split(" ")).map(this.system::service).toList();

		assertThat(isTaken(tokens.getTokens().getAccessToken())).as("access token").isTrue();
		services.forEach(ServiceProcess::kill);
		try {
			assertThat(reader.isIn()).as("session while it is away").isTrue();
			assertThat(isTaken(tokens.getTokens().getAccessToken())).as("access token while it is away").isTrue();
		}
		finally {
			services.forEach(ServiceProcess::start);
			services.forEach(ServiceProcess::awaitReady);
		}

		assertThat(reader.isIn()).as("session").isTrue();
		assertThat(reader.open("/auth/account").address().getPath()).as("session at the authorization server")
			.isEqualTo("/auth/account");
		assertThat(isTaken(tokens.getTokens().getAccessToken())).as("access token").isTrue();
		assertThat(this.app.refresh(tokens.getTokens().getRefreshToken()).indicatesSuccess()).as("refresh token")
			.isTrue();
		onSignInPage.signIn(signInPage).requirePath("/");
		assertThat(onSignInPage.isIn()).as("half-finished sign-in").isTrue();
		assertThat(this.app.redeem(undecided, onConsentPage.allow(consentPage).address()).indicatesSuccess())
			.as("half-finished consent")
			.isTrue();
		Person.Page activate = reader.open(waiting.getVerificationURIComplete());
		reader.allow(reader.submit(activate, Map.of()));
		assertThat(this.device.token(new DeviceCodeGrant(waiting.getDeviceCode())).indicatesSuccess())
			.as("half-finished sign-in of a device")
			.isTrue();
	}

	private SignIn signIn() {
		return this.app.signIn(this.system.frontEnd().callback(), SCOPE);
	}

	/**
	 * Authorizes the app for somebody who is signed in and has not used it before.
	 */
	private AccessTokenResponse tokens(Person person, SignIn signIn) {
		Person.Page back = person.allow(person.open(signIn.address()));
		return this.app.redeem(signIn, back.address()).toSuccessResponse();
	}

	/**
	 * Returns whether every gateway takes an access token, of which the next call goes to
	 * the next one.
	 */
	private boolean isTaken(AccessToken token) {
		return IntStream.range(0, 2).map((i) -> this.system.apiStatus(token)).allMatch((status) -> status == 200);
	}

}
