package io.soundlift.system;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.TokenResponse;
import io.soundlift.system.RelyingParty.SignIn;
import org.jsoup.Connection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that an operator can replace every secret at once, as {@code docs/security.md}
 * says, and who notices.
 */
@OnSharedSystem
class SecretRotationTests {

	private static final List<String> SERVICES = List.of("auth-server", "gateway", "gateway-2");

	private final TestSystem system;

	SecretRotationTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void keepsSessionsAndLoginsButNoAccessTokenWhenAllSecretsAreReplaced() {
		Person person = this.system.newPerson("patient").enter();
		RelyingParty app = new RelyingParty(this.system.publicUrl() + "/auth", FrontEnd.CLIENT_ID);
		SignIn signIn = app.signIn(this.system.frontEnd().callback(), "openid conversions:read");
		AccessTokenResponse tokens = app.redeem(signIn, person.allow(person.open(signIn.address())).address())
			.toSuccessResponse();
		replaceSecrets();
		assertThat(person.isIn()).isTrue();
		await()
			.untilAsserted(() -> assertThat(this.system.apiStatus(tokens.getTokens().getAccessToken())).isEqualTo(401));
		assertThat(person.call(Connection.Method.GET, "/api/conversions").statusCode()).isEqualTo(200);
		TokenResponse refreshed = app.refresh(tokens.getTokens().getRefreshToken());
		assertThat(refreshed.indicatesSuccess()).isTrue();
		assertThat(this.system.apiStatus(refreshed.toSuccessResponse().getTokens().getAccessToken())).isEqualTo(200);
		assertThat(new Person(this.system.publicUrl(), person.email(), person.password()).enter().isIn()).isTrue();
		this.system.renewToken();
	}

	private void replaceSecrets() {
		List<ServiceProcess> services = SERVICES.stream().map(this.system::service).toList();
		services.forEach(ServiceProcess::kill);
		String webClientSecret = SystemEnvironment.secret();
		String forwardingSecret = SystemEnvironment.secret();
		String authKey = SystemEnvironment.secret();
		String gatewayKey = SystemEnvironment.secret();
		// keys are compared by whole seconds
		Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		for (ServiceProcess service : services) {
			service.set("SOUNDLIFT_WEB_CLIENT_SECRET", webClientSecret);
			service.set("SOUNDLIFT_FORWARDING_SECRET", forwardingSecret);
			replaceKey(service, "AUTH", authKey);
			replaceKey(service, "GATEWAY", gatewayKey);
			service.set("SOUNDLIFT_AUTH_SIGNING_KEYS_SINCE", since.toString());
		}
		services.forEach(ServiceProcess::start);
		services.forEach(ServiceProcess::awaitReady);
	}

	private static void replaceKey(ServiceProcess service, String owner, String key) {
		service.set("SOUNDLIFT_" + owner + "_PREVIOUS_ENCRYPTION_KEYS",
				service.get("SOUNDLIFT_" + owner + "_ENCRYPTION_KEY"));
		service.set("SOUNDLIFT_" + owner + "_ENCRYPTION_KEY", key);
	}

}
