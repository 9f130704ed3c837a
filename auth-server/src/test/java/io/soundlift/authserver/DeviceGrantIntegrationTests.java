package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.nimbusds.jwt.JWTClaimsSet;
import io.soundlift.authserver.account.Accounts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the command line's sign-in by device code.
 */
class DeviceGrantIntegrationTests {

	private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	private final Browser browser = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");

	@Test
	void givesTokensToTheDeviceAfterThePersonAllowedIt() throws Exception {
		Page device = startDevice("conversions:read conversions:write");
		assertThat(device.text("verification_uri")).isEqualTo(this.server.issuer() + "/activate");
		Page pending = poll(device);
		assertThat(pending.status()).isEqualTo(400);
		assertThat(pending.text("error")).isEqualTo("authorization_pending");

		Browser person = this.server.browser();
		Page signIn = person.get(device.text("verification_uri_complete"));
		assertThat(signIn.location()).isEqualTo(this.server.issuer() + "/sign-in");
		Page signedIn = person.submit(person.follow(signIn),
				Map.of("email", TestAuthServer.EMAIL, "password", TestAuthServer.PASSWORD));
		Page activate = person.follow(signedIn);
		assertThat(activate.body()).contains(device.text("user_code"));
		Page consent = person.follow(person.submit(activate, Map.of()));
		assertThat(consent.body()).contains("Soundlift command line", TestAuthServer.EMAIL, "upload videos");
		Page done = person.follow(person.submit(consent, Map.of("decision", "allow")));
		assertThat(done.body()).contains("go back to your device");

		Page token = poll(device);
		assertThat(token.status()).as(token.body()).isEqualTo(200);
		JWTClaimsSet claims = this.tokens.verify(token.text("access_token")).getJWTClaimsSet();
		assertThat(claims.getSubject())
			.isEqualTo(this.server.bean(Accounts.class).findByEmail(TestAuthServer.EMAIL).orElseThrow().id());
		assertThat(claims.getClaim("client_id")).isEqualTo("soundlift-cli");
		assertThat(claims.getClaim("email")).isEqualTo(TestAuthServer.EMAIL);
		assertThat(List.of(claims.getStringClaim("scope").split(" "))).containsExactlyInAnyOrder("conversions:read",
				"conversions:write");
	}

	@Test
	void leavesOpenidOutForDevices() {
		Page tokens = poll(allowed(startDevice("openid conversions:read")));
		assertThat(tokens.status()).isEqualTo(200);
		assertThat(tokens.json()).doesNotContainKey("id_token").containsEntry("scope", "conversions:read");
		Page refreshed = refresh(tokens);
		assertThat(refreshed.json()).doesNotContainKey("id_token").containsEntry("scope", "conversions:read");
	}

	@Test
	void servesLibrariesThatSendAnEmptySecretAndAskForOfflineAccess() {
		Page device = asksWithEmptySecret("/auth/oauth2/device_authorization",
				Map.of("client_id", "soundlift-cli", "scope", "openid offline_access conversions:read"));
		assertThat(device.status()).as(device.body()).isEqualTo(200);
		allowed(device);
		Page tokens = asksWithEmptySecret("/auth/oauth2/token",
				Map.of("grant_type", GRANT, "device_code", device.text("device_code")));
		assertThat(tokens.json()).as(tokens.body()).containsEntry("scope", "conversions:read");
		Page refreshed = asksWithEmptySecret("/auth/oauth2/token", Map.of("grant_type", "refresh_token",
				"refresh_token", tokens.text("refresh_token"), "scope", "openid offline_access conversions:read"));
		assertThat(refreshed.json()).as(refreshed.body()).containsEntry("scope", "conversions:read");
		assertThat(
				asksWithEmptySecret("/auth/oauth2/revoke", Map.of("token", refreshed.text("refresh_token"))).status())
			.isEqualTo(200);
		assertThat(refresh(refreshed).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void doesNotTakeAnEmptySecretForOneThatIsMissing() {
		Page refused = this.server.browser()
			.post("/auth/oauth2/device_authorization", Map.of("scope", "conversions:read"), "Authorization",
					TokenEndpoint.basic(TestAuthServer.CLIENT_ID, ""));
		assertThat(refused.status()).isEqualTo(401);
		assertThat(refused.text("error")).isEqualTo("invalid_client");
		Page other = this.server.browser()
			.post("/auth/oauth2/device_authorization", Map.of("client_id", TestAuthServer.CLIENT_ID), "Authorization",
					TokenEndpoint.basic("soundlift-cli", ""));
		assertThat(other.status()).as(other.body()).isGreaterThanOrEqualTo(400);
	}

	private Page asksWithEmptySecret(String path, Map<String, String> parameters) {
		return this.server.browser().post(path, parameters, "Authorization", TokenEndpoint.basic("soundlift-cli", ""));
	}

	@Test
	void refusesScopeThatTheDeviceMayNotHave() {
		Page refused = this.tokens.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli",
				"scope", "openid admin");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.text("error")).isEqualTo("invalid_scope");
	}

	@Test
	void givesCodesThatCantBeGuessedAndTellsHowLongTheyLive() {
		Page device = startDevice("conversions:read");
		assertThat(device.text("user_code")).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
		assertThat(device.text("device_code")).matches("[A-Za-z0-9_-]{128}");
		assertThat(Integer.valueOf(device.text("expires_in"))).isBetween(590, 600);
		assertThat(device.text("interval")).isEqualTo("5");
		assertThat(device.text("verification_uri_complete"))
			.isEqualTo(device.text("verification_uri") + "?user_code=" + device.text("user_code"));
		assertThat(device.header("Cache-Control")).contains("no-store");
	}

	@Test
	void takesUserCodeAsPeopleTypeIt() {
		Page device = startDevice("conversions:read");
		String typed = device.text("user_code").replace("-", "").toLowerCase(Locale.ROOT);
		Page consent = this.browser
			.follow(this.browser.post("/auth/oauth2/device_verification", Map.of("user_code", typed)));
		this.browser.post(consent.formAction(), allow(consent));
		assertThat(poll(device).status()).isEqualTo(200);
	}

	@Test
	void tellsDeviceToSlowDownWhenItAsksTooOftenButNotOthers() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			TokenEndpoint endpoint = new TokenEndpoint(own);
			Page device = device(endpoint);
			assertThat(poll(endpoint, device).text("error")).isEqualTo("authorization_pending");
			Page hasty = poll(endpoint, device);
			assertThat(hasty.status()).isEqualTo(400);
			assertThat(hasty.text("error")).isEqualTo("slow_down");
			assertThat(poll(endpoint, device(endpoint)).text("error")).isEqualTo("authorization_pending");
			Browser person = own.browser();
			person.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			Page consent = person
				.follow(person.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code"))));
			person.post(consent.formAction(), allow(consent));
			assertThat(poll(endpoint, device).status()).isEqualTo(200);
		}
	}

	@Test
	void refusesCodesThatWereUsed() {
		Page device = allowed(startDevice("conversions:read"));
		assertThat(poll(device).status()).isEqualTo(200);
		Page again = poll(device);
		assertThat(again.status()).isEqualTo(400);
		assertThat(again.text("error")).isEqualTo("invalid_grant");
		assertThat(this.browser.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code")))
			.location()).endsWith("/activate?outcome=unknown");
	}

	@Test
	void redeemsDeviceCodeOnceOutOfTwentyConcurrentTries() throws Exception {
		Page device = allowed(startDevice("conversions:read"));
		ExecutorService executor = Executors.newFixedThreadPool(20);
		try {
			List<Page> answers = new ArrayList<>();
			Callable<Page> poll = () -> poll(device);
			for (Future<Page> answer : executor.invokeAll(Collections.nCopies(20, poll))) {
				answers.add(answer.get());
			}
			assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSize(1);
			assertThat(answers).filteredOn((answer) -> answer.status() != 200)
				.allSatisfy((answer) -> assertThat(answer.text("error")).isEqualTo("invalid_grant"));
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void tellsDeviceWhenTheCodeHasExpired() {
		try (TestAuthServer own = TestAuthServer.start(Map.of("soundlift.auth-server.device-code-lifetime", "1s"))) {
			TokenEndpoint endpoint = new TokenEndpoint(own);
			Page device = endpoint.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli");
			assertThat(device.text("expires_in")).isEqualTo("1");
			Awaitility.await()
				.untilAsserted(() -> assertThat(endpoint
					.askPublicly("/auth/oauth2/token", "grant_type", GRANT, "client_id", "soundlift-cli", "device_code",
							device.text("device_code"))
					.text("error")).isEqualTo("expired_token"));
			Browser person = own.browser();
			person.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			assertThat(person.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code")))
				.location()).endsWith("/activate?outcome=unknown");
		}
	}

	@Test
	void refusesDeviceCodeThatNobodyGotAndClientWithoutTheGrant() {
		Page unknown = this.tokens.askPublicly("/auth/oauth2/token", "grant_type", GRANT, "client_id", "soundlift-cli",
				"device_code", "guess");
		assertThat(unknown.text("error")).isEqualTo("invalid_grant");
		Page foreign = this.server.browser()
			.post("/auth/oauth2/device_authorization", Map.of("scope", "conversions:read"), "Authorization",
					TokenEndpoint.basic(TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET));
		assertThat(foreign.status()).isEqualTo(400);
		assertThat(foreign.text("error")).isEqualTo("unauthorized_client");
	}

	@Test
	void rotatesRefreshTokenOfTheDeviceAndRevokesIt() {
		Page first = poll(allowed(startDevice("conversions:read")));
		Page second = refresh(first);
		assertThat(second.status()).as(second.body()).isEqualTo(200);
		assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
		this.tokens.verify(second.text("access_token"));
		Page revoked = this.tokens.askPublicly("/auth/oauth2/revoke", "client_id", "soundlift-cli", "token",
				second.text("refresh_token"));
		assertThat(revoked.status()).isEqualTo(200);
		assertThat(refresh(second).text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void tellsTheDeviceWhenThePersonDeniesEvenIfAnotherDeviceWasAllowedBefore() {
		allowed(startDevice("conversions:read"));
		Page device = startDevice("conversions:read");
		Page consent = consentFor(device);
		Page denied = this.browser
			.follow(this.browser.post(consent.formAction(), consent.formFields(Map.of("decision", "deny"))));
		assertThat(denied.body()).contains("was not let in");
		assertThat(poll(device).text("error")).isEqualTo("access_denied");
	}

	@Test
	void asksForConsentAgainSoThatALinkAloneLetsNoDeviceIn() {
		allowed(startDevice("conversions:read"));
		Page device = startDevice("conversions:read");
		Page answer = this.browser.get("/auth/oauth2/device_verification?user_code=" + device.text("user_code"));
		assertThat(answer.location()).startsWith(this.server.issuer() + "/consent");
		assertThat(poll(device).text("error")).isEqualTo("authorization_pending");
	}

	@Test
	void slowsDownWhoeverGuessesUserCodes() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			Browser guesser = own.browser();
			guesser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			for (int i = 0; i < 6; i++) {
				assertThat(enter(guesser, "BBBB-BBBB")).endsWith("/activate?outcome=unknown");
			}
			String code = device(new TokenEndpoint(own)).text("user_code");
			assertThat(enter(guesser, code)).endsWith("/activate?outcome=unknown");
		}
	}

	@Test
	void keepsCountOfWrongCodesWhenOwnCodeIsEntered() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			Browser guesser = own.browser();
			guesser.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			TokenEndpoint endpoint = new TokenEndpoint(own);
			for (int i = 0; i < 4; i++) {
				enter(guesser, "BBBB-BBBB");
				assertThat(enter(guesser, device(endpoint).text("user_code"))).startsWith(own.issuer() + "/consent");
			}
			enter(guesser, "BBBB-BBBB");
			assertThat(enter(guesser, device(endpoint).text("user_code"))).endsWith("/activate?outcome=unknown");
		}
	}

	@Test
	void storesNothingButASlotUntilPersonEntersTheCode() {
		try (TestAuthServer own = TestAuthServer.start()) {
			MongoOperations mongo = own.bean(MongoOperations.class);
			TokenEndpoint endpoint = new TokenEndpoint(own);
			Page device = device(endpoint);
			endpoint.askPublicly("/auth/oauth2/token", "grant_type", GRANT, "client_id", "soundlift-cli", "device_code",
					device.text("device_code"));
			assertThat(stored(mongo, "device_requests")).isEqualTo(1);
			assertThat(stored(mongo, "authorizations")).isZero();
			assertThat(stored(mongo, "tries")).isZero();
			Browser person = own.browser();
			person.signIn(TestAuthServer.EMAIL, TestAuthServer.PASSWORD);
			assertThat(enter(person, device.text("user_code"))).startsWith(own.issuer() + "/consent");
			assertThat(stored(mongo, "device_requests")).isZero();
			assertThat(stored(mongo, "authorizations")).isEqualTo(1);
		}
	}

	@Test
	void limitsRequestsOfAnOriginAndLetsOthersIn() {
		try (TestAuthServer own = TestAuthServer.start(Map.of(), StoppedClockConfiguration.class)) {
			Map<String, String> client = Map.of("client_id", "soundlift-cli");
			for (int i = 0; i < 60; i++) {
				assertThat(own.browser()
					.post("/auth/oauth2/device_authorization", client, "X-Forwarded-For", "2001:db8::" + i)
					.status()).isEqualTo(200);
			}
			Page refused = own.browser()
				.post("/auth/oauth2/device_authorization", client, "X-Forwarded-For", "2001:db8::1");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.text("error")).isEqualTo("temporarily_unavailable");
			assertThat(Integer.valueOf(refused.header("Retry-After"))).isBetween(1, 60);
			assertThat(own.browser()
				.post("/auth/oauth2/device_authorization", client, "X-Forwarded-For", "2001:db8:0:1::1")
				.status()).isEqualTo(200);
		}
	}

	@Test
	void letsOneOfTwoPersonsDecideWhoEnterTheSameCodeAtOnce() throws Exception {
		Page device = startDevice("conversions:read");
		Browser other = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		Iterator<Browser> persons = List.of(this.browser, other).iterator();
		List<String> answers = Concurrently.run(2, () -> enter(next(persons), device.text("user_code")));
		assertThat(answers).anySatisfy((answer) -> assertThat(answer).contains("/consent"));
	}

	private static synchronized Browser next(Iterator<Browser> persons) {
		return persons.next();
	}

	private static String enter(Browser person, String userCode) {
		return person.post("/auth/oauth2/device_verification", Map.of("user_code", userCode)).location();
	}

	private static Page device(TokenEndpoint endpoint) {
		return endpoint.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli");
	}

	private static long stored(MongoOperations mongo, String collection) {
		return mongo.getCollection(collection).countDocuments();
	}

	@Test
	void refusesConsentOfAnotherPersonsRequest() {
		Page device = startDevice("conversions:read");
		Page redirect = this.browser.post("/auth/oauth2/device_verification",
				Map.of("user_code", device.text("user_code")));
		Browser stranger = TestAccounts.signUp(this.server, "stranger@example.com", "another password");
		assertThat(stranger.follow(redirect).status()).isEqualTo(400);
	}

	private Page startDevice(String scope) {
		Page device = this.tokens.askPublicly("/auth/oauth2/device_authorization", "client_id", "soundlift-cli",
				"scope", scope);
		assertThat(device.status()).as(device.body()).isEqualTo(200);
		return device;
	}

	private Page allowed(Page device) {
		Page consent = consentFor(device);
		assertThat(this.browser.post(consent.formAction(), allow(consent)).location()).endsWith("outcome=allowed");
		return device;
	}

	private Page consentFor(Page device) {
		return this.browser.follow(
				this.browser.post("/auth/oauth2/device_verification", Map.of("user_code", device.text("user_code"))));
	}

	private static MultiValueMap<String, String> allow(Page consent) {
		return consent.formFields(Map.of("decision", "allow"));
	}

	private Page poll(Page device) {
		return poll(this.tokens, device);
	}

	private static Page poll(TokenEndpoint endpoint, Page device) {
		return endpoint.askPublicly("/auth/oauth2/token", "grant_type", GRANT, "client_id", "soundlift-cli",
				"device_code", device.text("device_code"));
	}

	private Page refresh(Page tokenAnswer) {
		return this.tokens.askPublicly("/auth/oauth2/token", "grant_type", "refresh_token", "client_id",
				"soundlift-cli", "refresh_token", tokenAnswer.text("refresh_token"));
	}

}
