package io.soundlift.gateway.page;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.soundlift.gateway.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page's files and how they are handed out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFilesTests {

	private static final String SAMPLE = "sample.mp3";

	private final TestGateway gateway = new TestGateway();

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	static Stream<String> paths() throws IOException {
		return Stream.concat(
				Stream.of("/", "/index.html", "/common.css", "/common.js", "/app.css", "/journey.css", "/player.css",
						"/favicon.svg", "/" + SAMPLE, "/api.html", "/api.css", "/api/openapi.json"),
				modules().stream().map((module) -> "/app/" + module.getFilename()));
	}

	@ParameterizedTest
	@MethodSource("paths")
	void givesAFileAgainOnlyWhenItHasChanged(String path) {
		HttpResponse<byte[]> first = this.gateway.send(this.gateway.as("anna", path).header("Accept", "text/html,*/*"));
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-cache");
		// all files of a reproducible jar have one date
		assertThat(first.headers().firstValue("Last-Modified")).isEmpty();
		String etag = first.headers().firstValue("ETag").orElseThrow();
		HttpResponse<byte[]> second = this.gateway
			.send(this.gateway.as("anna", path).header("Accept", "text/html,*/*").header("If-None-Match", etag));
		assertThat(second.statusCode()).isEqualTo(304);
		HttpResponse<byte[]> old = this.gateway.send(this.gateway.as("anna", path)
			.header("Accept", "text/html,*/*")
			.header("If-None-Match", "\"of-another-version\""));
		assertThat(old.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/app/main.js", "/app/texts-de.js", "/app.css" })
	void compressesFilesOfThePage(String path) throws IOException {
		HttpResponse<byte[]> plain = this.gateway.send(this.gateway.as("anna", path));
		HttpResponse<byte[]> small = this.gateway.send(this.gateway.as("anna", path).header("Accept-Encoding", "gzip"));
		assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
		assertThat(small.headers().allValues("Content-Encoding")).containsExactly("gzip");
		assertThat(small.headers().allValues("Vary"))
			.anySatisfy((vary) -> assertThat(vary).contains("accept-encoding"));
		assertThat(small.body()).hasSizeLessThan(plain.body().length);
		try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
			assertThat(content.readAllBytes()).isEqualTo(plain.body());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/api/conversions", "/api/session", "/api/openapi.json", "/" + SAMPLE })
	void compressesNothingThatMayHaveSecrets(String path) {
		HttpResponse<byte[]> answer = this.gateway
			.send(this.gateway.as("anna", path).header("Accept", "text/html,*/*").header("Accept-Encoding", "gzip"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("modules")
	void importsOnlyWhatThereIs(Resource module) throws IOException {
		List<String> names = modules().stream().map(Resource::getFilename).toList();
		String script = module.getContentAsString(StandardCharsets.UTF_8);
		assertThat(Pattern.compile("from '\\./([^']+)'").matcher(script).results().map((found) -> found.group(1)))
			.isSubsetOf(names);
	}

	@ParameterizedTest
	@MethodSource("modules")
	void makesNoHtmlOfStrings(Resource module) throws IOException {
		assertThat(module.getContentAsString(StandardCharsets.UTF_8)).doesNotContainPattern(
				"innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\(|new Function|srcdoc");
	}

	@ParameterizedTest
	@ValueSource(strings = { "index.html", "api.html" })
	void hasNoInlineCodeAndNothingOfOtherOrigins(String file) throws IOException {
		String html = new PathMatchingResourcePatternResolver().getResource("classpath:/static/" + file)
			.getContentAsString(StandardCharsets.UTF_8);
		assertThat(html).doesNotContainPattern("<script(?![^>]* src=)|<style|\\sstyle=|\\son[a-z]+=|javascript:");
		assertThat(Pattern.compile("(?:src|href|action)=\"([^\"]+)\"")
			.matcher(html)
			.results()
			.map((MatchResult found) -> found.group(1))).isNotEmpty()
			.allMatch((address) -> address.startsWith("/") && !address.startsWith("//") || address.startsWith("#"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/api.html" })
	void givesAPageInTheLanguageThatWasChosenOrIsAskedFor(String path) {
		HttpResponse<byte[]> english = this.gateway.send(this.gateway.anonymous(path).header("Accept", "text/html"));
		HttpResponse<byte[]> german = this.gateway.send(this.gateway.anonymous(path)
			.header("Accept", "text/html")
			.header("Accept-Language", "de-AT,en;q=0.5")
			.header("If-None-Match", english.headers().firstValue("ETag").orElseThrow()));
		assertThat(german.statusCode()).as("of a page in another language").isEqualTo(200);
		assertThat(html(english)).contains("<html lang=\"en\">", ">Skip to the content<").doesNotContain("{{");
		assertThat(html(german)).contains("<html lang=\"de\">", ">Zum Inhalt springen<").doesNotContain("{{");
		assertThat(german.headers().firstValue("Content-Language")).contains("de");
		assertThat(String.join(", ", german.headers().allValues("Vary"))).contains("Accept-Language", "Cookie");
		HttpResponse<byte[]> chosen = this.gateway.send(this.gateway.anonymous(path)
			.header("Accept", "text/html")
			.header("Accept-Language", "de")
			.header("Cookie", "language=en"));
		assertThat(chosen.body()).isEqualTo(english.body());
	}

	private static String html(HttpResponse<byte[]> response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	@Test
	void weighsAtMost150Kilobytes() throws IOException {
		int bytes = 0;
		for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:/static/**/*.*")) {
			if (SAMPLE.equals(file.getFilename())) {
				assertThat(file.contentLength()).as("the sample, which is loaded when it is played").isLessThan(60_000);
				continue;
			}
			ByteArrayOutputStream packed = new ByteArrayOutputStream();
			try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
				gzip.write(file.getContentAsByteArray());
			}
			bytes += packed.size();
		}
		assertThat(bytes).as("gzipped files of the page").isBetween(10_000, 150_000);
	}

	private static List<Resource> modules() throws IOException {
		return Arrays.asList(new PathMatchingResourcePatternResolver().getResources("classpath:/static/app/*.js"));
	}

}
