package io.soundlift.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TestBrowser}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestBrowserTests {

	private final HttpServer server = server();

	@BeforeAll
	void start() {
		this.server.start();
	}

	@AfterAll
	void stop() {
		this.server.stop(0);
	}

	@Test
	void tellsOfViolatedPoliciesAndFailedScriptsOnce() {
		try (TestBrowser browser = TestBrowser.start()) {
			browser.driver().get(url("/page"));
			assertThat(browser.driver().findElement(By.tagName("h1")).getText()).isEqualTo("Grüezi");
			await()
				.untilAsserted(() -> assertThat(browser.problems()).anyMatch((line) -> line.contains("inline script")));
			assertThat(browser.problems()).isEmpty();
		}
	}

	@Test
	void laysPagesOutNarrowerThanAWindow() {
		try (TestBrowser browser = TestBrowser.start()) {
			browser.resize(320, 640);
			browser.driver().get(url("/page"));
			assertThat(browser.driver().executeScript("return innerWidth")).isEqualTo(320L);
			browser.prefer("dark");
			assertThat(browser.driver().executeScript("return matchMedia('(prefers-color-scheme: dark)').matches"))
				.isEqualTo(true);
		}
	}

	@Test
	void keepsDownloadsUntilItIsClosedAndLeavesNothingBehind() {
		Path downloads;
		try (TestBrowser browser = TestBrowser.start()) {
			downloads = browser.downloads();
			browser.driver().get(url("/page"));
			browser.driver().findElement(By.linkText("file")).click();
			await().untilAsserted(() -> assertThat(downloads.resolve("talk.mp3")).hasContent("sound"));
		}
		assertThat(downloads.getParent()).doesNotExist();
	}

	@Test
	void findsHostsWhereTheTestHasThem() {
		String address = "127.0.0.1:" + this.server.getAddress().getPort();
		try (TestBrowser browser = TestBrowser.start(Map.of("public.example", address, "other.example", address))) {
			browser.driver().get("http://public.example:8080/page");
			assertThat(browser.driver().findElement(By.tagName("h1")).getText()).isEqualTo("Grüezi");
			browser.driver().get("http://other.example/page");
			assertThat(browser.driver().findElement(By.tagName("h1")).getText()).isEqualTo("Grüezi");
		}
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	private static HttpServer server() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/page", (exchange) -> {
				exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
				answer(exchange, "text/html; charset=utf-8", """
						<!doctype html><html lang="de"><title>Page</title><link rel="icon" href="data:,">
						<meta name="viewport" content="width=device-width">
						<h1>Grüezi</h1><a href="/file">file</a><script>alert(1)</script>""");
			});
			server.createContext("/file", (exchange) -> {
				exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=talk.mp3");
				answer(exchange, "audio/mpeg", "sound");
			});
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void answer(HttpExchange exchange, String type, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

}
