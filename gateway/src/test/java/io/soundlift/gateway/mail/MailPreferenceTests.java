package io.soundlift.gateway.mail;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.preference.MailPreferences;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for turning mails off and on, over the API and by links.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailPreferenceTests {

	private static final String ONE_CLICK = "List-Unsubscribe=One-Click";

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private MailPreferences preferences() {
		return this.gateway.bean(MailPreferences.class);
	}

	/** As the notifier writes it into a mail. */
	private String link(String owner) {
		return "/unsubscribe/" + preferences().linkToken(owner).orElseThrow();
	}

	private HttpResponse<byte[]> get(String path) {
		return this.gateway.send(this.gateway.anonymous(path));
	}

	private HttpResponse<byte[]> post(String path) {
		return this.gateway.send(this.gateway.anonymous(path)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(ONE_CLICK)));
	}

	private HttpResponse<byte[]> patch(String owner, String body) {
		return this.gateway
			.send(this.gateway.as(owner, "/api/preferences").method("PATCH", BodyPublishers.ofString(body)));
	}

	private JsonNode show(String owner) {
		HttpResponse<byte[]> response = this.gateway.send(this.gateway.as(owner, "/api/preferences"));
		assertThat(response.statusCode()).isEqualTo(200);
		return TestGateway.json(response);
	}

	private static String html(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	private Document stored(String owner) {
		Document stored = this.gateway.bean(MongoTemplate.class).findById(owner, Document.class, "mail_preferences");
		assertThat(stored).isNotNull();
		return stored;
	}

	@Test
	void turnsMailsOffByOneClickOfAMailProgram() {
		String link = link("anna");
		HttpResponse<byte[]> response = post(link);
		assertThat(html(response)).contains("Mails are off");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(preferences().areWanted("anna")).isFalse();
		assertThat(show("anna").get("conversionMails").asBoolean()).isFalse();
		assertThat(html(get(link))).contains("Mails are off", "action=\"" + link + "/undo\"");
		assertThat(html(post(link + "/undo"))).contains("Mails are on");
		assertThat(preferences().areWanted("anna")).isTrue();
	}

	@Test
	void asksInTheLanguageOfTheBrowser() {
		HttpResponse<byte[]> response = this.gateway
			.send(this.gateway.anonymous(link("dora")).header("Accept-Language", "de-CH, en;q=0.5"));
		assertThat(html(response)).contains("<html lang=\"de\">", "E-Mails abbestellen?").doesNotContain("{{");
		assertThat(response.headers().allValues("Vary")).anyMatch((vary) -> vary.contains("Accept-Language"));
	}

	@Test
	void asksBeforeItChangesAnything() {
		String link = link("bert");
		HttpResponse<byte[]> response = get(link);
		assertThat(html(response)).contains("Turn off mails?", "method=\"post\" action=\"" + link + "\"")
			.doesNotContain("bert")
			.doesNotContainPattern("<script|<style|\\sstyle=|\\son[a-z]+=");
		assertThat(get(link + "/undo").statusCode()).isEqualTo(405);
		this.gateway.send(this.gateway.anonymous(link).method("HEAD", BodyPublishers.noBody()));
		assertThat(preferences().areWanted("bert")).isTrue();
		assertThat(Arrays.stream(response.headers().firstValue("Content-Security-Policy").orElseThrow().split(";"))
			.map(String::strip)).containsExactlyInAnyOrder("default-src 'none'", "style-src 'self'", "img-src 'self'",
					"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
		assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
	}

	@Test
	void refusesForgedLinkAndThatOfAnotherAccount() {
		String carl = link("carl");
		String dora = link("dora");
		String mixed = carl.substring(0, carl.indexOf('.')) + dora.substring(dora.indexOf('.'));
		String unknown = "/unsubscribe/bm9ib2R5." + "A".repeat(43);
		for (String path : List.of(mixed, unknown, carl + "A", "/unsubscribe/x",
				"/unsubscribe/" + "A".repeat(500) + "." + "A".repeat(43))) {
			assertThat(get(path).statusCode()).isEqualTo(404);
			assertThat(post(path).statusCode()).isEqualTo(404);
			assertThat(post(path + "/undo").statusCode()).isEqualTo(404);
		}
		assertThat(preferences().areWanted("carl")).isTrue();
		assertThat(preferences().areWanted("dora")).isTrue();
		assertThat(this.gateway.bean(MongoTemplate.class).findById("nobody", Document.class, "mail_preferences"))
			.isNull();
	}

	@Test
	void writesOnceHoweverOftenALinkIsUsed() {
		String link = link("emma");
		html(post(link));
		Document first = stored("emma");
		assertThat(first.getDate("changedAt").toInstant()).isBeforeOrEqualTo(Instant.now());
		html(post(link));
		assertThat(stored("emma")).isEqualTo(first);
	}

	@Test
	void turnsMailsOffAndOnOverTheApi() {
		assertThat(show("fred").get("conversionMails").asBoolean()).isTrue();
		HttpResponse<byte[]> changed = patch("fred", "{\"conversionMails\":false}");
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(TestGateway.json(changed).get("conversionMails").asBoolean()).isFalse();
		assertThat(TestGateway.json(patch("fred", "{}")).get("conversionMails").asBoolean()).isFalse();
		assertThat(preferences().areWanted("fred")).isFalse();
		assertThat(show("gerd").get("conversionMails").asBoolean()).isTrue();
		assertThat(TestGateway.json(patch("fred", "{\"conversionMails\":true}")).get("conversionMails").asBoolean())
			.isTrue();
		assertThat(preferences().linkToken("fred")).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no JSON", "[]", "null", "{\"conversionMails\":\"perhaps\"}",
			"{\"conversionMails\":false,\"other\":1}" })
	void refusesPreferencesThatItCantRead(String body) {
		HttpResponse<byte[]> response = patch("hugo", body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestGateway.json(response).get("code").asString()).isEqualTo("bad-request");
		assertThat(preferences().areWanted("hugo")).isTrue();
	}

	@Test
	void refusesPreferencesThatAreTooLarge() {
		assertThat(patch("hugo", "{\"conversionMails\":false" + " ".repeat(17_000) + "}").statusCode()).isEqualTo(413);
		assertThat(preferences().areWanted("hugo")).isTrue();
	}

	@Test
	void asksForTheScopes() {
		assertThat(get("/api/preferences").statusCode()).isEqualTo(401);
		String read = this.gateway.authServer().token("ida", "conversions:read");
		assertThat(this.gateway
			.send(this.gateway.anonymous("/api/preferences")
				.header("Authorization", "Bearer " + read)
				.method("PATCH", BodyPublishers.ofString("{\"conversionMails\":false}")))
			.statusCode()).isEqualTo(403);
		assertThat(preferences().areWanted("ida")).isTrue();
	}

	@Test
	void forgetsAnAccountThatIsClosed() {
		String link = link("kurt");
		this.gateway.authServer().close("kurt");
		await().until(() -> get(link).statusCode() == 404);
	}

}
