package io.soundlift.authserver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.soundlift.support.Secrets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sign-in to a web application by authorization code and PKCE.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuthorizationCodeIntegrationTests {

	private static final String CALLBACK = "https://app.example/callback";

	private static final String VERIFIER = "a-code-verifier-of-at-least-43-characters-0123456789";

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	private final String clientId = "app-" + Secrets.newId();

	private final String email = TestAccounts.newEmail();

	@BeforeEach
	void registerClientAndAccount() {
		TestAccounts.create(this.server, this.email, "another password");
		this.server.bean(RegisteredClientRepository.class)
			.save(RegisteredClient.withId(Secrets.newId())
				.clientId(this.clientId)
				.clientName("An <b>app</b>")
				.clientSecret(this.server.bean(PasswordEncoder.class).encode("secret"))
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
				.redirectUri(CALLBACK)
				.scopes((scopes) -> scopes.addAll(List.of("openid", "email", "conversions:read")))
				.clientSettings(ClientSettings.builder().requireAuthorizationConsent(true).build())
				.tokenSettings(TokenSettings.builder().reuseRefreshTokens(false).build())
				.build());
	}

	@Test
	void signsPersonInAndIssuesAccessRefreshAndIdToken() throws Exception {
		Page answer = redeem(code());
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		SignedJWT accessToken = this.tokens.verify(answer.text("access_token"));
		SignedJWT idToken = this.tokens.verify(answer.text("id_token"));
		assertThat(accessToken.getHeader().getType().getType()).isEqualTo("at+jwt");
		assertThat(accessToken.getJWTClaimsSet().getAudience()).containsExactly("soundlift-api");
		JWTClaimsSet claims = idToken.getJWTClaimsSet();
		assertThat(idToken.getHeader().getType()).isNull();
		assertThat(claims.getAudience()).containsExactly(this.clientId);
		assertThat(claims.getSubject()).isEqualTo(accessToken.getJWTClaimsSet().getSubject());
		assertThat(claims.getClaim("nonce")).isEqualTo("a-nonce");
		assertThat(claims.getClaim("email")).isEqualTo(this.email);
		assertThat(claims.getClaim("email_verified")).isEqualTo(true);
	}

	@Test
	void showsUserInfoForAccessTokenButNotForIdToken() {
		Page answer = redeem(code());
		Page userInfo = userInfo(answer.text("access_token"));
		assertThat(userInfo.status()).as(userInfo.body()).isEqualTo(200);
		assertThat(userInfo.json()).containsEntry("email", this.email).containsKey("sub");
		assertThat(userInfo(answer.text("id_token")).status()).isEqualTo(401);
	}

	@Test
	void rotatesRefreshToken() throws Exception {
		Page first = redeem(code());
		Page second = refresh(first.text("refresh_token"));
		assertThat(second.status()).as(second.body()).isEqualTo(200);
		assertThat(this.tokens.verify(second.text("id_token")).getJWTClaimsSet().getClaim("auth_time")).isNotNull();
		Page third = refresh(second.text("refresh_token"));
		assertThat(third.status()).as(third.body()).isEqualTo(200);
		assertThat(third.text("refresh_token")).isNotEqualTo(second.text("refresh_token"));
	}

	@Test
	void redeemsCodeOnceOutOfTwentyConcurrentTriesAndRevokesTheGrant() {
		String code = code();
		List<Page> answers = Concurrently.run(20, () -> redeem(code));
		assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSize(1).allSatisfy((winner) -> {
			assertThat(revokedGrants()).contains(winner.claim("grant_id"));
			assertThat(refresh(winner.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
		});
		assertThat(answers).filteredOn((answer) -> answer.status() != 200).allSatisfy((loser) -> {
			assertThat(loser.status()).isEqualTo(400);
			assertThat(loser.text("error")).isEqualTo("invalid_grant");
		});
	}

	@Test
	void revokesTokensWhenCodeIsUsedAgain(CapturedOutput output) {
		String code = code();
		Page first = redeem(code);
		assertThat(revokedGrants()).doesNotContain(first.claim("grant_id"));
		assertThat(redeem(code).text("error")).isEqualTo("invalid_grant");
		assertThat(revokedGrants()).contains(first.claim("grant_id"));
		assertThat(refresh(first.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
		assertThat(output).contains("Security: an authorization code", first.claim("grant_id")).doesNotContain(code);
	}

	@Test
	void refusesCodeWithWrongVerifier() {
		Page answer = this.tokens.ask(this.clientId, "secret", "grant_type", "authorization_code", "code", code(),
				"redirect_uri", CALLBACK, "code_verifier", VERIFIER.replace('a', 'b'));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text("error")).isEqualTo("invalid_grant");
	}

	@Test
	void refusesRequestWithoutProofKey() {
		Map<String, String> request = request();
		request.remove("code_challenge");
		Page answer = this.server.browser().get("/auth/oauth2/authorize?" + Browser.encode(request));
		assertThat(answer.locationParameters()).containsEntry("error", "invalid_request");
	}

	@Test
	void showsErrorPageInsteadOfRedirectingToUnregisteredAddress() {
		Map<String, String> request = request();
		request.put("redirect_uri", "https://evil.example/callback");
		Page answer = this.server.browser().get("/auth/oauth2/authorize?" + Browser.encode(request));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("Location")).isEmpty();
		assertThat(answer.body()).contains("Bad Request").doesNotContain("evil.example");
	}

	@Test
	void letsFormsLeadToTheClientAndNowhereElse() {
		Browser browser = this.server.browser();
		Page signIn = browser.follow(browser.get("/auth/oauth2/authorize?" + Browser.encode(request())));
		assertThat(signIn.header("Content-Security-Policy")).contains("default-src 'none'")
			.endsWith("form-action 'self' https://app.example");
		Page consent = consent(browser, signIn);
		assertThat(consent.header("Content-Security-Policy")).endsWith("form-action 'self' https://app.example");
		assertThat(browser.get("/auth/sign-up").header("Content-Security-Policy")).endsWith("form-action 'self'");
	}

	@Test
	void escapesTheNameOfTheClient() {
		Browser browser = this.server.browser();
		Page signIn = browser.follow(browser.get("/auth/oauth2/authorize?" + Browser.encode(request())));
		assertThat(consent(browser, signIn).body()).contains("An &lt;b&gt;app&lt;/b&gt;").doesNotContain("<b>app");
	}

	@Test
	void tellsTheClientWhenThePersonDenies() {
		Browser browser = this.server.browser();
		Page signIn = browser.follow(browser.get("/auth/oauth2/authorize?" + Browser.encode(request())));
		Page denied = browser.submit(consent(browser, signIn), Map.of("decision", "deny"));
		assertThat(denied.location()).startsWith(CALLBACK);
		assertThat(denied.locationParameters()).containsEntry("error", "access_denied").doesNotContainKey("code");
	}

	@Test
	void remembersConsent() {
		Browser browser = this.server.browser();
		code(browser);
		Page second = browser.get("/auth/oauth2/authorize?" + Browser.encode(request()));
		assertThat(second.location()).startsWith(CALLBACK);
		assertThat(second.locationParameters()).containsKey("code");
	}

	private String code() {
		return code(this.server.browser());
	}

	private String code(Browser browser) {
		Page signIn = browser.follow(browser.get("/auth/oauth2/authorize?" + Browser.encode(request())));
		Page callback = browser.submit(consent(browser, signIn), Map.of("decision", "allow"));
		assertThat(callback.location()).startsWith(CALLBACK);
		assertThat(callback.locationParameters()).containsEntry("state", "a-state");
		return callback.locationParameters().getOrDefault("code", "");
	}

	private Page consent(Browser browser, Page signIn) {
		Page signedIn = browser.submit(signIn, Map.of("email", this.email, "password", "another password"));
		return browser.follow(browser.follow(signedIn));
	}

	private Map<String, String> request() {
		return new HashMap<>(Map.of("response_type", "code", "client_id", this.clientId, "redirect_uri", CALLBACK,
				"scope", "openid email conversions:read", "state", "a-state", "nonce", "a-nonce", "code_challenge",
				Secrets.sha256(VERIFIER), "code_challenge_method", "S256"));
	}

	private Page redeem(String code) {
		return this.tokens.ask(this.clientId, "secret", "grant_type", "authorization_code", "code", code,
				"redirect_uri", CALLBACK, "code_verifier", VERIFIER);
	}

	private Page refresh(String refreshToken) {
		return this.tokens.ask(this.clientId, "secret", "grant_type", "refresh_token", "refresh_token", refreshToken);
	}

	private List<String> revokedGrants() {
		return TestRevocations.grants(this.server);
	}

	private Page userInfo(String token) {
		return this.server.browser().get("/auth/userinfo", "Authorization", "Bearer " + token);
	}

}
