package io.soundlift.authserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.nimbusds.jwt.JWTClaimsSet;
import io.soundlift.authserver.account.Accounts;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the pages on which people have API clients, and for what the clients can do.
 */
class ApiClientIntegrationTests {

	private final TestAuthServer server = TestAuthServer.shared();

	private final TokenEndpoint tokens = new TokenEndpoint(this.server);

	private final String email = TestAccounts.newEmail();

	private final Browser browser = TestAccounts.signUp(this.server, this.email, "another password");

	@Test
	void mailsTheOwnerAboutNewClientAndNewSecret() {
		TestApiClient client = TestApiClient.create(this.browser, "Backup");
		assertThat(TestMails.text(TestMails.awaitOne(this.server, this.email, "New API client: Backup")))
			.contains("was added to your Soundlift account " + this.email, "from the network address 127.0.0.1",
					this.server.issuer() + "/clients/" + client.id() + "/delete",
					this.server.issuer() + "/account/password")
			.doesNotContain(client.secret());
		this.browser.submit(this.browser.get(client.page() + "/secret"), Map.of());
		assertThat(
				TestMails.text(TestMails.awaitOne(this.server, this.email, "New secret for your API client: Backup")))
			.contains("A new secret was made");
	}

	@Test
	void createsClientWhoseTokensActAsItsOwner() throws Exception {
		TestApiClient client = TestApiClient.create(this.browser, "Backup of my talks");
		assertThat(this.browser.get("/auth/clients").body()).contains("Backup of my talks", client.id(), "never");
		Page answer = client.askForToken(this.server);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		JWTClaimsSet claims = this.tokens.verify(answer.text("access_token")).getJWTClaimsSet();
		assertThat(claims.getSubject())
			.isEqualTo(this.server.bean(Accounts.class).findByEmail(this.email).orElseThrow().id());
		assertThat(claims.getClaim("email")).isEqualTo(this.email);
		assertThat(claims.getClaim("client_id")).isEqualTo(client.id());
		assertThat(claims.getStringClaim("scope").split(" ")).containsExactlyInAnyOrder("conversions:read",
				"conversions:write");
		assertThat(this.browser.get(client.page()).body()).doesNotContain("never").contains(" UTC");
	}

	@Test
	void showsSecretOnceOnAPageThatNobodyKeeps() {
		Page page = this.browser.submit(this.browser.get("/auth/clients/new"), Map.of("name", "Once"));
		TestApiClient client = TestApiClient.read(page);
		assertThat(client.secret()).matches("slc_[A-Za-z0-9_-]{43}");
		assertThat(page.header("Cache-Control")).contains("no-store");
		assertThat(page.header("Location")).isEmpty();
		for (String path : List.of("/auth/clients", client.page(), client.page() + "/secret",
				client.page() + "/delete")) {
			assertThat(this.browser.get(path).body()).as(path).doesNotContain("slc_");
		}
		assertThat(stored(client).toJson()).doesNotContain(client.secret()).doesNotContain("slc_");
	}

	@Test
	void showsHowToGetATokenFromTheRealEndpointWithoutTheSecret() {
		Page page = this.browser.submit(this.browser.get("/auth/clients/new"), Map.of("name", "Example"));
		TestApiClient client = TestApiClient.read(page);
		assertThat(page.body()).contains("curl -u \"" + client.id() + ":$SOUNDLIFT_CLIENT_SECRET\"",
				this.server.issuer() + "/oauth2/token");
		assertThat(page.body()).containsOnlyOnce(client.secret());
	}

	@Test
	void makesOneClientWhenTheFormIsSentTwice() {
		Page form = this.browser.get("/auth/clients/new");
		TestApiClient client = TestApiClient.read(this.browser.submit(form, Map.of("name", "Sent twice")));
		Page again = this.browser.submit(form, Map.of("name", "Sent twice"));
		assertThat(again.location()).endsWith("/auth/clients?outcome=repeated");
		assertThat(this.browser.follow(again).body()).containsOnlyOnce("Sent twice");
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void letsTwoAccountsSendTheSameForm() {
		Browser other = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		Page mine = this.browser.get("/auth/clients/new");
		String form = Objects.requireNonNull(mine.formFields(Map.of()).getFirst("form"));
		TestApiClient.read(other.submit(other.get("/auth/clients/new"), Map.of("name", "Theirs", "form", form)));
		TestApiClient.read(this.browser.submit(mine, Map.of("name", "Mine")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "a\nb", "a\u202Eb", "\u200B",
			"123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1" })
	void refusesNameWhenItIsEmptyTooLongOrInvisible(String name) {
		Page answer = this.browser.submit(this.browser.get("/auth/clients/new"), Map.of("name", name));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).contains("1 to 80 visible characters");
		assertThat(this.browser.get("/auth/clients").body()).contains("You have none yet");
		TestApiClient client = TestApiClient.create(this.browser, "Good name");
		Page change = this.browser.submit(this.browser.get(client.page()), Map.of("name", name));
		assertThat(change.status()).isEqualTo(422);
		assertThat(this.browser.get(client.page()).body()).contains("Good name");
	}

	@Test
	void takesNameOfEightyCharactersAndShowsItAsText() {
		String name = "<b onclick=x>" + "\uD83D\uDE80".repeat(67);
		TestApiClient client = TestApiClient.create(this.browser, " " + name + " ");
		assertThat(stored(client).getString("name")).isEqualTo(name);
		for (String path : List.of("/auth/clients", client.page(), client.page() + "/delete")) {
			assertThat(this.browser.get(path).body()).contains("&lt;b onclick=x&gt;").doesNotContain("<b onclick");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "openid", "email", "admin", "conversions:read conversions:write", "" })
	void refusesScopeThatIsNotOfTheApi(String scope) {
		Page answer = this.browser.submit(this.browser.get("/auth/clients/new"),
				Map.of("name", "Greedy", "scope", scope));
		assertThat(answer.status()).isEqualTo(422);
		TestApiClient client = TestApiClient.create(this.browser, "Modest");
		Page change = this.browser.submit(this.browser.get(client.page()), Map.of("scope", scope));
		assertThat(change.status()).isEqualTo(422);
		assertThat(stored(client).getList("scopes", String.class)).containsExactlyInAnyOrder("conversions:read",
				"conversions:write");
	}

	@Test
	void ignoresFieldsThatTheFormDoesNotHave() {
		Map<String, String> fields = Map.of("name", "Mass assignment", "scope", "conversions:read", "redirect_uri",
				"https://evil.example/", "redirectUris", "https://evil.example/", "grantTypes", "authorization_code",
				"clientId", "soundlift-web", "owner", "somebody", "secretHash", "{noop}x", "id", "1");
		TestApiClient client = TestApiClient.read(this.browser.submit(this.browser.get("/auth/clients/new"), fields));
		this.browser.submit(this.browser.get(client.page()), fields);
		Document stored = stored(client);
		assertThat(client.id()).matches("[0-9a-f]{32}");
		assertThat(stored.getString("owner"))
			.isEqualTo(this.server.bean(Accounts.class).findByEmail(this.email).orElseThrow().id());
		assertThat(stored.getList("grantTypes", String.class)).containsExactly("client_credentials");
		assertThat(stored.getList("redirectUris", String.class)).isEmpty();
		assertThat(stored.getList("scopes", String.class)).containsExactly("conversions:read");
		assertThat(stored.getString("secretHash")).startsWith("{machine-sha256}");
		for (String grant : List.of("authorization_code", "refresh_token",
				"urn:ietf:params:oauth:grant-type:device_code")) {
			Page answer = this.tokens.ask(client.id(), client.secret(), "grant_type", grant, "code", "x",
					"refresh_token", "x", "device_code", "x", "redirect_uri", "https://evil.example/");
			assertThat(answer.status()).as(grant).isEqualTo(400);
		}
	}

	@Test
	void hidesClientsFromOthers() {
		TestApiClient client = TestApiClient.create(this.browser, "Secret project");
		Browser stranger = TestAccounts.signUp(this.server, TestAccounts.newEmail(), "another password");
		String csrf = csrf(stranger.get("/auth/clients/new"));
		assertThat(stranger.get("/auth/clients").body()).doesNotContain(client.id());
		List<Page> answers = new ArrayList<>();
		for (String path : List.of("", "/secret", "/delete")) {
			answers.add(stranger.get(client.page() + path));
			answers.add(stranger.post(client.page() + path,
					Map.of("_csrf", csrf, "name", "Mine", "scope", "conversions:read", "version", "0")));
		}
		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.body()).doesNotContain("Secret project");
		});
		assertThat(answers.get(0).body()).isEqualTo(stranger.get("/auth/clients/nobody").body());
		assertThat(this.browser.get(client.page()).body()).contains("Secret project");
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void refusesFormsWithoutCsrfToken() {
		TestApiClient client = TestApiClient.create(this.browser, "Safe");
		for (String path : List.of("/auth/clients", client.page(), client.page() + "/secret",
				client.page() + "/delete")) {
			Page answer = this.browser.post(path,
					Map.of("form", "f", "name", "Forged", "scope", "conversions:read", "version", "0"));
			assertThat(answer.status()).as(path).isEqualTo(403);
		}
		assertThat(this.browser.get("/auth/clients").body()).contains("Safe").doesNotContain("Forged");
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void leadsToSignInAndBackWhoeverIsSignedOut() {
		Browser visitor = this.server.browser();
		Page signIn = visitor.get("/auth/clients");
		assertThat(signIn.location()).isEqualTo(this.server.issuer() + "/sign-in");
		Page signedIn = visitor.submit(visitor.follow(signIn),
				Map.of("email", this.email, "password", "another password"));
		assertThat(signedIn.location()).startsWith(this.server.issuer() + "/clients");
	}

	@Test
	void stopsOldSecretAndItsTokensWhenThereIsANewOne() {
		TestApiClient old = TestApiClient.create(this.browser, "Rotating");
		String token = old.askForToken(this.server).text("access_token");
		Page form = this.browser.get(old.page() + "/secret");
		Page shown = this.browser.submit(form, Map.of());
		TestApiClient renewed = TestApiClient.read(shown);
		assertThat(shown.header("Cache-Control")).contains("no-store");
		assertThat(renewed.id()).isEqualTo(old.id());
		assertThat(renewed.secret()).startsWith("slc_").isNotEqualTo(old.secret());
		assertThat(old.askForToken(this.server).text("error")).isEqualTo("invalid_client");
		assertThat(renewed.askForToken(this.server).status()).isEqualTo(200);
		assertThat(isActive(renewed, token)).isFalse();

		Page again = this.browser.submit(form, Map.of());
		assertThat(again.location()).endsWith("outcome=overtaken");
		assertThat(this.browser.follow(again).body()).contains("a new secret already").doesNotContain("slc_");
		assertThat(renewed.askForToken(this.server).status()).isEqualTo(200);
		TestApiClient third = TestApiClient
			.read(this.browser.submit(this.browser.get(old.page() + "/secret"), Map.of()));
		assertThat(renewed.askForToken(this.server).status()).isEqualTo(401);
		assertThat(third.askForToken(this.server).status()).isEqualTo(200);
	}

	@Test
	void deletesClientAfterAQuestionAndRevokesItsTokens() {
		TestApiClient other = TestApiClient.create(this.browser, "Stays");
		TestApiClient client = TestApiClient.create(this.browser, "Goes");
		String token = client.askForToken(this.server).text("access_token");
		Page question = this.browser.get(client.page() + "/delete");
		assertThat(question.body()).contains("Delete Goes?");
		assertThat(client.askForToken(this.server).status()).isEqualTo(200);
		Page list = this.browser.follow(this.browser.submit(question, Map.of()));
		assertThat(list.body()).contains("The client is deleted", "Stays").doesNotContain("Goes");
		Page refused = client.askForToken(this.server);
		assertThat(refused.status()).isEqualTo(401);
		assertThat(refused.body()).isEqualTo(this.tokens.ask("nobody", "x", "grant_type", "client_credentials").body());
		assertThat(isActive(other, token)).isFalse();
		assertThat(this.browser.get(client.page()).status()).isEqualTo(404);
		assertThat(this.browser.submit(question, Map.of()).status()).isEqualTo(404);
	}

	@Test
	void renamesClientAndKeepsItsTokens() {
		TestApiClient client = TestApiClient.create(this.browser, "Old name");
		String token = client.askForToken(this.server).text("access_token");
		Page saved = this.browser
			.follow(this.browser.submit(this.browser.get(client.page()), Map.of("name", "New name")));
		assertThat(saved.body()).contains("Saved", "New name").doesNotContain("Old name");
		assertThat(isActive(client, token)).isTrue();
		assertThat(stored(client)).doesNotContainKey("revokingSince");
	}

	@Test
	void revokesTokensWhenTheClientLosesAScope() {
		TestApiClient client = TestApiClient.create(this.browser, "Reader");
		String token = client.askForToken(this.server).text("access_token");
		this.browser.submit(this.browser.get(client.page()), Map.of("scope", "conversions:read"));
		assertThat(isActive(client, token)).isFalse();
		Page greedy = this.tokens.ask(client.id(), client.secret(), "grant_type", "client_credentials", "scope",
				"conversions:write");
		assertThat(greedy.text("error")).isEqualTo("invalid_scope");
		Page modest = client.askForToken(this.server);
		assertThat(modest.text("scope")).isEqualTo("conversions:read");
		MultiValueMap<String, String> both = this.browser.get(client.page()).formFields(Map.of());
		this.browser.post(client.page(), both);
		assertThat(isActive(client, modest.text("access_token"))).isTrue();
		assertThat(client.askForToken(this.server).text("scope").split(" ")).hasSize(2);
	}

	@Test
	void saysHowManyClientsThereMayBeWhenTheQuotaIsExhausted() {
		for (int i = 0; i < 20; i++) {
			TestApiClient.create(this.browser, "Client " + i);
		}
		Page refused = this.browser.submit(this.browser.get("/auth/clients/new"), Map.of("name", "One too many"));
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.body()).contains("You have 20 clients");
		String list = this.browser.get("/auth/clients").body();
		assertThat(list).contains("Client 19").doesNotContain("One too many");
		String id = list.replaceFirst("(?s).*?/auth/clients/([0-9a-f]{32}).*", "$1");
		this.browser.submit(this.browser.get("/auth/clients/" + id + "/delete"), Map.of());
		TestApiClient.create(this.browser, "Takes the place");
	}

	private boolean isActive(TestApiClient asking, String token) {
		Page answer = this.server.browser()
			.post("/auth/oauth2/introspect", Map.of("token", token), "Authorization",
					TokenEndpoint.basic(asking.id(), asking.secret()));
		assertThat(answer.status()).isEqualTo(200);
		return Boolean.TRUE.equals(answer.json().get("active"));
	}

	private Document stored(TestApiClient client) {
		return Objects.requireNonNull(this.server.bean(MongoOperations.class)
			.getCollection("clients")
			.find(new Document("clientId", client.id()))
			.first());
	}

	private static String csrf(Page page) {
		return Objects.requireNonNull(page.formFields(Map.of()).getFirst("_csrf"));
	}

}
