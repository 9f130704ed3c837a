package io.soundlift.gateway.problem;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

import io.soundlift.gateway.text.Texts;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * Shows a problem to a person whose browser has led to it. Nothing of the request gets
 * into the page.
 */
final class ProblemPage {

	/** The page loads its look, and nothing else. */
	private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
			+ "form-action 'none'; frame-ancestors 'none'";

	private static final MediaType TYPE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private static final String HTML = """
			<!DOCTYPE html>
			<html lang="{{language}}">
			<head>
				<meta charset="utf-8">
				<meta name="viewport" content="width=device-width, initial-scale=1">
				<meta name="color-scheme" content="light dark">
				<title>%1$s – Soundlift</title>
				<link rel="icon" href="/favicon.svg" type="image/svg+xml">
				<link rel="stylesheet" href="/common.css">
				<link rel="stylesheet" href="/app.css">
			</head>
			<body>
			<header class="bar"><a class="brand" href="/"><img src="/favicon.svg" alt="" width="26">Soundlift</a></header>
			<main id="main">
				<h1>%1$s</h1>
				<p>%2$s</p>
				<p><a class="button" href="/">{{page.back}}</a></p>
			</main>
			</body>
			</html>
			""";

	private ProblemPage() {
	}

	/**
	 * Returns whether a request is one that a browser makes for a page. Calls of the API
	 * get a problem detail whatever they accept.
	 * @param request the request, or the one that is dispatched since it has failed
	 * @return {@code true} if HTML is what it likes most
	 */
	static boolean isWanted(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return accept != null && !isApi(request) && prefersHtml(accept);
	}

	private static boolean isApi(HttpServletRequest request) {
		Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		String path = (failed instanceof String uri) ? uri : request.getRequestURI();
		return path.equals("/api") || path.startsWith("/api/");
	}

	private static boolean prefersHtml(String accept) {
		try {
			List<MediaType> types = MediaType.parseMediaTypes(accept);
			// of equals, the first stays in front
			return types.stream()
				.sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
				.findFirst()
				.filter((type) -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML))
				.isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Returns the headers of the page.
	 */
	static HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(TYPE);
		headers.setCacheControl("no-store");
		headers.set("Content-Security-Policy", POLICY);
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Referrer-Policy", "same-origin");
		headers.set("Cross-Origin-Opener-Policy", "same-origin");
		return headers;
	}

	/**
	 * Returns the page.
	 * @param type what is wrong
	 * @param texts texts in the language of the page
	 */
	static byte[] of(ProblemType type, Texts texts) {
		return texts.fill(HTML)
			.formatted(escape(title(type, texts)), escape(texts.get(advice(type))))
			.getBytes(StandardCharsets.UTF_8);
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

	private static String title(ProblemType type, Texts texts) {
		String key = "server.problem-title." + type.code();
		if (type == ProblemType.CSRF_TOKEN_MISSING) {
			return texts.get("problem-page.out-of-date");
		}
		return (texts.has(key)) ? texts.get(key) : type.title();
	}

	private static String advice(ProblemType type) {
		if (type.status().is5xxServerError()) {
			return "problem-page.again";
		}
		return switch (type) {
			case NOT_FOUND -> "problem-page.not-found";
			case NO_SUCH_SHARE -> "problem-page.no-such-share";
			case CSRF_TOKEN_MISSING -> "problem-page.unchanged";
			default -> "problem-page.not-accepted";
		};
	}

}
