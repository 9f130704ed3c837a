package io.soundlift.gateway.problem;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.TestGateway;
import io.soundlift.gateway.TestVisitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how a problem is shown, to a person and to a program.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemPageTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,/nothing,404,There is nothing here", "GET,/auth/internal/revocations,404,There is nothing here",
			"GET,/error,404,There is nothing here", "POST,/app.css,405,This method is not allowed here",
			"GET,/a;b=c,400,The request is not valid" })
	void showsABrowserAPageAndAProgramAProblemDetail(String method, String path, int status, String title) {
		HttpResponse<byte[]> page = this.gateway.send(request(method, path).header("Accept", BROWSER));
		assertPage(page, status, title);
		HttpResponse<byte[]> problem = this.gateway.send(request(method, path).header("Accept", "application/json"));
		assertProblem(problem, status);
		assertProblem(this.gateway.send(request(method, path)), status);
	}

	@Test
	void showsAPageInTheLanguageOfTheBrowserAndAProblemDetailInEnglish() {
		HttpResponse<byte[]> page = this.gateway
			.send(request("GET", "/nothing").header("Accept", BROWSER).header("Accept-Language", "de"));
		assertPage(page, 404, "Hier gibt es nichts");
		assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("<html lang=\"de\">",
				">Zurück zu Soundlift<");
		HttpResponse<byte[]> problem = this.gateway.send(request("GET", "/nothing").header("Accept-Language", "de"));
		assertThat(TestGateway.json(problem).get("title").asString()).isEqualTo("There is nothing here");
	}

	@Test
	void tellsAPersonWhenTheAuthorizationServerIsAway() {
		try (TestGateway alone = new TestGateway()) {
			alone.authServer().close();
			HttpResponse<byte[]> page = alone.send(alone.anonymous("/auth/echo").header("Accept", BROWSER));
			assertPage(page, 502, "The authorization server is not available");
			assertProblem(alone.send(alone.anonymous("/auth/echo")), 502);
		}
	}

	@Test
	void tellsAPersonWhoseSignOutFormIsOutOfDate() {
		TestVisitor visitor = new TestVisitor().signIn(this.gateway);
		HttpResponse<byte[]> page = visitor.send(this.gateway, request("POST", "/logout").header("Accept", BROWSER));
		assertPage(page, 403, "This page is out of date");
		assertProblem(visitor.send(this.gateway, request("POST", "/logout")), 403);
		assertThat(visitor.session(this.gateway).get("signedIn").asBoolean()).isTrue();
	}

	@Test
	void keepsTheHeadersOfAPage() {
		HttpResponse<byte[]> page = this.gateway.send(request("POST", "/app.css").header("Accept", BROWSER));
		assertThat(page.headers().firstValue("Allow").orElse("")).contains("GET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/nothing", "/api/conversions/nothing/mp3" })
	void showsNoPageInTheApi(String path) {
		assertProblem(this.gateway.send(this.gateway.as("anna", path).header("Accept", BROWSER)), 404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/json,text/html", "text/html;q=0.5,application/json", "text/*",
			"text/html;q=2", "nonsense", "" })
	void showsNoPageToWhoDoesNotPreferOne(String accept) {
		assertProblem(this.gateway.send(request("GET", "/nothing").header("Accept", accept)), 404);
	}

	@Test
	void showsNothingThatTheRequestHasBrought() {
		HttpResponse<byte[]> page = this.gateway
			.send(request("GET", "/%3Cscript%3Ealert(1)%3C/script%3E?q=%22%3E%3Cimg%20src%3Dx%3E")
				.header("Accept", BROWSER)
				.header("Referer", "http://x/<script>alert(1)</script>"));
		String html = new String(page.body(), StandardCharsets.UTF_8);
		assertThat(page.statusCode()).isEqualTo(404);
		assertThat(html).doesNotContain("alert", "script", "src=x", "%3C");
		HttpResponse<byte[]> bare = this.gateway.send(request("GET", "/nothing").header("Accept", BROWSER));
		assertThat(this.gateway.send(request("GET", "/%3Cscript%3Ealert(1)").header("Accept", BROWSER)).body())
			.isEqualTo(bare.body());
	}

	private HttpRequest.Builder request(String method, String path) {
		return this.gateway.anonymous(path).method(method, BodyPublishers.noBody());
	}

	private static void assertPage(HttpResponse<byte[]> response, int status, String title) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
		assertThat(response.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.contains("default-src 'none'", "style-src 'self'", "frame-ancestors 'none'")
			.doesNotContain("script-src", "unsafe");
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("same-origin");
		assertThat(response.headers().allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		String html = new String(response.body(), StandardCharsets.UTF_8);
		assertThat(html)
			.contains("<h1 dir=\"auto\">" + title + "</h1>", "href=\"/\"", "href=\"/common.css\"", "href=\"/app.css\"")
			.doesNotContainPattern("<script|<style|\\sstyle=|\\son[a-z]+=");
	}

	private static void assertProblem(HttpResponse<byte[]> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(TestGateway.json(response).get("status").asInt()).isEqualTo(status);
	}

}
