package io.soundlift.system;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.soundlift.system.RelyingParty.SignIn;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.jsoup.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of attacks on identity that only the whole system can withstand, since they go
 * through the gateway to the authorization server or need both.
 */
@OnSharedSystem
class IdentityThreatTests {

	private final TestSystem system;

	IdentityThreatTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void slowsDownGuessingThoughTheForwardedAddressChangesAndTheOwnerElsewhereIsFree() {
		Person owner = this.system.newPerson("victim");
		String elsewhere = this.system.urlFrom("127.0.0.66");
		Set<String> others = delayed(Duration.ZERO);
		AtomicInteger guesses = new AtomicInteger();
		// each that is heard doubles the delay, until the next is too early on a slow
		// machine as well
		await().pollInterval(Duration.ofMillis(500)).until(() -> {
			int guess = guesses.getAndIncrement();
			signInFrom(elsewhere, guess, owner.email(), "wrong password " + guess);
			return !others.containsAll(delayed(Duration.ofSeconds(7)));
		});
		assertThat(signInFrom(elsewhere, 99, owner.email(), owner.password()).address()).as("right, but too early")
			.hasPath("/auth/sign-in");
		assertThat(owner.enter().isIn()).isTrue();
	}

	@Test
	void keepsTheSessionsOfPeopleApartWhoUseTheSameGateway() {
		Person signedIn = this.system.owner().enter();
		// each of the gateways has passed on this person's cookie
		for (int i = 0; i < 4; i++) {
			signedIn.open("/auth/account").requirePath("/auth/account");
			Person stranger = new Person(this.system.publicUrl(), "stranger@example.org", "");
			stranger.open("/auth/account").requirePath("/auth/sign-in");
			assertThat(stranger.cookie("SOUNDLIFT_AUTH")).isNotEmpty().isNotEqualTo(signedIn.cookie("SOUNDLIFT_AUTH"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "X-Forwarded-Port: 666",
			"X-Forwarded-Prefix: /evil", "Forwarded: host=evil.example;proto=https", "X-Original-Host: evil.example" })
	void takesNoOriginFromForgedHeaders(String header) {
		String[] parts = header.split(": ");
		HttpRequest request = HttpRequest
			.newBuilder(URI.create(this.system.publicUrl() + "/auth/.well-known/openid-configuration"))
			.header(parts[0], parts[1])
			.build();
		assertThat(this.system.json(this.system.send(request)).get("issuer").asString())
			.isEqualTo(this.system.publicUrl() + "/auth");
		HttpRequest signIn = HttpRequest
			.newBuilder(URI.create(this.system.publicUrl() + "/oauth2/authorization/soundlift"))
			.header("Accept", "text/html")
			.header(parts[0], parts[1])
			.build();
		assertThat(this.system.send(signIn).headers().firstValue("Location").orElse(""))
			.startsWith(this.system.publicUrl() + "/auth/oauth2/authorize?")
			.doesNotContain("evil");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/auth/internal/revocations", "/auth//internal/revocations",
			"/auth/./internal/revocations", "/auth/oauth2/../internal/revocations", "/auth/%69nternal/revocations",
			"/auth/internal;a=b/revocations", "/auth;a=b/internal/revocations", "/auth/internal%2Frevocations",
			"/auth/oauth2/%2e%2e/internal/revocations", "//auth/internal/revocations", "/auth/%2569nternal/revocations",
			"/auth\\internal/revocations" })
	void keepsTheListOfRevocationsInsideEvenFromTheGatewaysOwnClient(String path) {
		String credentials = "soundlift-web:" + URLEncoder
			.encode(this.system.service("gateway").get("SOUNDLIFT_WEB_CLIENT_SECRET"), StandardCharsets.UTF_8);
		RawResponse response = RawResponse.of(URI.create(this.system.publicUrl()), "GET", path, Map.of("Authorization",
				"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
		assertThat(response.status()).as(response.text()).isBetween(400, 499);
		assertThat(response.text()).doesNotContain("closedAccounts");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/env", "/actuator/prometheus",
			"/actuator/gateway/routes", "/auth/actuator", "/auth/actuator/health", "/auth/actuator/prometheus",
			"/auth/../actuator/health" })
	void showsOperatorsEndpointsToNobodyOnThePublicPort(String path) {
		Person person = this.system.owner().enter();
		Connection.Response bySession = person.call(Connection.Method.GET, path);
		assertThat(bySession.statusCode()).as(bySession.body()).isBetween(400, 499);
		HttpResponse<byte[]> byToken = this.system.send(this.system.request(path).build());
		assertThat(byToken.statusCode()).isBetween(400, 499);
	}

	@Test
	void hidesConversionsFromEverybodyButTheirOwnerOnAllVerbs() {
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.awaitState(id, "COMPLETED");
		Person stranger = this.system.newPerson("stranger").enter();
		AccessToken token = token(stranger);
		List<String> paths = List.of("/api/conversions/" + id, "/api/conversions/" + id + "/mp3");
		for (String path : paths) {
			for (String method : List.of("GET", "HEAD")) {
				assertThat(byToken(token, method, path)).as(method + " " + path).isEqualTo(404);
				assertThat(stranger.call(Connection.Method.valueOf(method), path).statusCode()).as(method + " " + path)
					.isEqualTo(404);
			}
		}
		assertThat(byToken(token, "DELETE", paths.get(0))).isEqualTo(404);
		assertThat(stranger.call(Connection.Method.DELETE, paths.get(0)).statusCode()).isEqualTo(404);
		assertThat(stranger.call(Connection.Method.GET, "/api/conversions").body()).doesNotContain(id);
		assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("COMPLETED");
		Person owner = this.system.owner().enter();
		assertThat(owner.call(Connection.Method.GET, paths.get(1)).statusCode()).isEqualTo(200);
		assertThat(owner.call(Connection.Method.DELETE, paths.get(0)).statusCode()).isEqualTo(204);
	}

	@Test
	void endsSessionsAndTokensEverywhereWithinSeconds() {
		Person person = this.system.newPerson("careful").enter();
		AccessToken token = token(person);
		Person elsewhere = new Person(this.system.publicUrl(), person.email(), person.password()).enter();
		assertThat(elsewhere.isIn()).isTrue();
		Person.Page page = person.open("/auth/account/sign-out-everywhere");
		page.requirePath("/auth/account/sign-out-everywhere");
		person.submit(page, Map.of());
		await().untilAsserted(() -> {
			assertThat(byToken(token, "GET", "/api/conversions")).isEqualTo(401);
			assertThat(elsewhere.isIn()).isFalse();
			assertThat(person.isIn()).isFalse();
		});
	}

	@Test
	void refusesTokensOfApiClientsWithinSecondsOfPasswordChange() {
		Person person = this.system.newPerson("client-owner").enter();
		Person.Page made = person.submit(person.open("/auth/clients/new"), Map.of("name", "Nightly job"));
		String token = this.system.newToken(made.document().select("code").get(0).text(),
				made.document().select("code").get(1).text(), "conversions:read");
		assertThat(this.system.apiStatus(token)).isEqualTo(200);
		Person.Page form = person.open("/auth/account/password");
		form.document().select("[name=revoke-clients]").attr("checked", "checked");
		person.submit(form, Map.of("current-password", person.password(), "new-password", "a brand new password"))
			.requirePath("/auth/account");
		await().untilAsserted(() -> assertThat(this.system.apiStatus(token)).isEqualTo(401));
	}

	/**
	 * Returns the counts of tries of which none is heard for some time.
	 */
	private Set<String> delayed(Duration time) {
		return this.system.authDatabase()
			.getCollection("tries")
			.find(new Document("blockedUntil", new Document("$gt", Instant.now().plus(time))))
			.map((tries) -> tries.getString("_id"))
			.into(new HashSet<>());
	}

	private AccessToken token(Person person) {
		RelyingParty app = new RelyingParty(this.system.publicUrl() + "/auth", FrontEnd.CLIENT_ID);
		SignIn signIn = app.signIn(this.system.frontEnd().callback(), "openid conversions:read conversions:write");
		Person.Page back = person.allow(person.open(signIn.address()));
		return app.redeem(signIn, back.address()).toSuccessResponse().getTokens().getAccessToken();
	}

	private int byToken(AccessToken token, String method, String path) {
		HttpRequest request = this.system.request(path)
			.setHeader("Authorization", token.toAuthorizationHeader())
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		return this.system.send(request).statusCode();
	}

	private static Person.Page signInFrom(String origin, int guess, String email, String password) {
		Person guesser = new Person(origin, email, password);
		guesser.header("X-Forwarded-For", "203.0.113." + guess);
		guesser.header("Forwarded", "for=203.0.113." + guess);
		guesser.header("X-Real-IP", "203.0.113." + guess);
		return guesser.signIn(guesser.open("/auth/sign-in"));
	}

}
