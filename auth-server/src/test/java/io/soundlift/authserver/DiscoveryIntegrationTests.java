package io.soundlift.authserver;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the documents from which a client that knows nothing configures itself.
 */
class DiscoveryIntegrationTests {

	private static final List<String> DOCUMENTS = List.of("/auth/.well-known/openid-configuration",
			"/auth/.well-known/oauth-authorization-server");

	private final TestAuthServer server = TestAuthServer.shared();

	@ParameterizedTest
	@ValueSource(strings = { "/auth/.well-known/openid-configuration", "/auth/.well-known/oauth-authorization-server" })
	void namesTheIssuerAndOnlyEndpointsThatAnswer(String document) {
		Map<String, Object> metadata = metadata(document);
		assertThat(metadata).containsEntry("issuer", this.server.issuer());
		List<String> endpoints = metadata.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().endsWith("_endpoint") || entry.getKey().endsWith("_uri"))
			.map((entry) -> String.valueOf(entry.getValue()))
			.toList();
		assertThat(endpoints).hasSizeGreaterThan(5)
			.allSatisfy((endpoint) -> assertThat(endpoint).startsWith(this.server.issuer() + "/"))
			.allSatisfy((endpoint) -> {
				Page get = this.server.browser().get(endpoint);
				Page post = this.server.browser().post(endpoint, Map.of());
				assertThat(Stream.of(get.status(), post.status())).as(endpoint).allMatch((status) -> status < 500);
				// without parameters an endpoint refuses the request, and none is unknown
				assertThat(Stream.of(get, post)).as(endpoint)
					.anyMatch((answer) -> answer.status() == 200 || answer.status() == 400 || answer.status() == 401
							|| (answer.status() == 302 && !answer.location().contains("/sign-in")));
			});
	}

	@Test
	void namesWhatIsSupportedAndNothingElse() {
		for (String document : DOCUMENTS) {
			Map<String, Object> metadata = metadata(document);
			assertThat(metadata.get("grant_types_supported")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("authorization_code", "refresh_token", "client_credentials",
						"urn:ietf:params:oauth:grant-type:device_code");
			assertThat(metadata.get("scopes_supported")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("openid", "email", "conversions:read", "conversions:write");
			assertThat(metadata.get("token_endpoint_auth_methods_supported"))
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "none");
			assertThat(metadata.get("revocation_endpoint_auth_methods_supported"))
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "none");
			assertThat(metadata.get("introspection_endpoint_auth_methods_supported"))
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("client_secret_basic", "client_secret_post");
			assertThat(metadata.get("code_challenge_methods_supported")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactly("S256");
			assertThat(metadata).containsKeys("device_authorization_endpoint", "revocation_endpoint",
					"introspection_endpoint", "jwks_uri");
		}
		assertThat(metadata(DOCUMENTS.get(0))).containsKeys("userinfo_endpoint", "end_session_endpoint");
	}

	@Test
	void tellsWhoThePersonIsByTheScopesOfTheToken() {
		String email = TestAccounts.newEmail();
		Browser browser = TestAccounts.signUp(this.server, email, "another password");
		Page web = TestApp.web(this.server).signIn(browser);
		assertThat(userInfo(web).json()).containsExactlyInAnyOrderEntriesOf(
				Map.of("sub", web.claim("sub"), "email", email, "email_verified", true));
		Page commandLine = TestApp.commandLine(this.server, 50_002).signIn(browser);
		assertThat(userInfo(commandLine).json()).containsExactlyEntriesOf(Map.of("sub", commandLine.claim("sub")));
		TestApp api = new TestApp(this.server, TestAuthServer.CLIENT_ID, TestAuthServer.CLIENT_SECRET, "", "");
		assertThat(userInfo(api.post("/auth/oauth2/token", "grant_type", "client_credentials")).status())
			.isEqualTo(403);
	}

	private Page userInfo(Page answer) {
		return this.server.browser().get("/auth/userinfo", "Authorization", "Bearer " + answer.text("access_token"));
	}

	private Map<String, Object> metadata(String document) {
		Page page = this.server.browser().getAs("application/json", document);
		assertThat(page.status()).isEqualTo(200);
		return page.json();
	}

}
